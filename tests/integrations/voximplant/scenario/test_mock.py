"""The strict VoxEngine refuses what the platform does not have."""

import pytest

PLANLESS = {"plan": [{"code": 200, "text": "{}"}], "result": [{"code": 200}], "custom": ""}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("VoxEngine.createAMD()", "VoxEngine.createAMD"),
        ("AppEvents.Finished", "AppEvents.Finished"),
        ("VoxEngine.addEventListener('x', () => 1)", "VoxEngine event x"),
        ("VoxEngine.callPSTN('7', '8', null, {}, {})", "callPSTN options null"),
        ("VoxEngine.callPSTN('7', '8').detectAnsweringMachine()", "Call.detectAnsweringMachine"),
        ("VoxEngine.callPSTN('7', '8', {video: true})", "callPSTN option video"),
        ("Net.httpRequestAsync('https://x', {timeout: 91})", "option timeout = 91"),
        ("Net.httpRequestAsync('https://x', {retries: 3})", "option retries"),
        ("Crypto.hmac_sha256('k', 'ж')", "non-ASCII"),
        ("AMD.create({timeout: 1})", "without a model"),
        ("VoxEngine.customData('x')", "customData is written"),
        ("require(Modules.Nothing)", "require(undefined)"),
        ("VoxEngine.callPSTN('7', '8').say('x', {})", "Call.say while ringing"),
        ("fetch('https://x')", ""),
        ("console.log('x')", ""),
    ],
)
def test_what_the_platform_does_not_have_is_refused(run_source, source, said):
    seen = run_source(source, PLANLESS)
    assert seen.crash and said in " ".join(seen.violations)
