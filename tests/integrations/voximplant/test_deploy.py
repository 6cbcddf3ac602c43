"""Putting the scenario into the account."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desk.errors import Rejected
from integrations.neighbour import Surroundings
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.deploy import CONNECT, HERE, ROBOT, deploy, read_script
from sandbox.kit.faults import Fault
from sandbox.voximplant.fake import VoximplantFake

Make = Callable[..., VoximplantSection]
WriteScript = Callable[[str], Path]


@pytest.fixture
def write_script(tmp_path: Path) -> WriteScript:
    """The folder of the scenarios, with this robot in it."""

    def write(text: str) -> Path:
        for name, content in {"common.js": "// вместе", "scenario.js": text, "connect.js": "// соединяет"}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def script(write_script: WriteScript) -> Path:
    return write_script("// привет")


def names(fake: VoximplantFake) -> list[str]:
    return [entry.data["operation"] for entry in fake.history.find("voximplant", "request")]


async def test_into_an_empty_application_everything_is_added(
    fake: VoximplantFake, make_section: Make, around: Surroundings, script: Path
) -> None:
    fake.cloud.catalogue.rules.clear()
    fake.cloud.catalogue.scenarios.clear()
    done = await deploy(make_section(rule_id=0), around, script)
    assert done.complete
    for part, rule_id, text in (
        (ROBOT, done.rule_id, "// вместе\n// привет"),
        (CONNECT, done.connect_rule_id, "// вместе\n// соединяет"),
    ):
        rule = fake.cloud.catalogue.rules[rule_id]
        assert (rule.name, [(it.name, it.script) for it in rule.scenarios]) == (part.name, [(part.name, text)])
    assert dict(fake.secrets) == {"RINGDESK_URL": "https://desk.example.com", "RINGDESK_SECRET": "secret"}
    assert f"set voximplant.rule_id = {done.rule_id}" in " ".join(done.steps)
    assert f"set voximplant.connect_rule_id = {done.connect_rule_id}" in " ".join(done.steps)
    assert "secret RINGDESK_SECRET holds voximplant.callback_secret" in done.steps


async def test_a_second_time_changes_nothing_but_the_script_and_the_secrets(
    fake: VoximplantFake, make_section: Make, around: Surroundings, write_script: WriteScript
) -> None:
    fake.cloud.catalogue.rules.clear()
    fake.cloud.catalogue.scenarios.clear()
    first = await deploy(make_section(rule_id=0), around, write_script("// once"))
    second = await deploy(make_section(rule_id=0, callback_secret="fresh"), around, write_script("// anew"))
    assert (second.rule_id, second.connect_rule_id) == (first.rule_id, first.connect_rule_id)
    assert second.complete
    scripts = [one.script for one in fake.cloud.catalogue.scenarios.values()]
    assert scripts == ["// вместе\n// anew", "// вместе\n// соединяет"]
    assert len(fake.cloud.catalogue.rules) == 2
    assert fake.secrets["RINGDESK_SECRET"] == "fresh"
    for method in ("AddScenario", "AddRule"):
        assert names(fake).count(method) == 2


async def test_the_configured_rule_gets_the_scenario(
    fake: VoximplantFake, make_section: Make, around: Surroundings, script: Path
) -> None:
    fake.rule.scenarios.clear()
    done = await deploy(make_section(application_id=0, application_name="shop"), around, script)
    assert done.rule_id == fake.rule.rule_id
    assert [one.name for one in fake.rule.scenarios] == [ROBOT.name]


async def test_other_scenarios_of_the_rule_are_left_to_a_person(
    fake: VoximplantFake, make_section: Make, around: Surroundings, script: Path
) -> None:
    fake.rule.scenarios.append(fake.cloud.add_scenario(999, "older", ""))
    done = await deploy(make_section(), around, script)
    assert not done.complete
    assert "by hand: take the other scenarios (999) out of rule 1234567" in done.steps


async def test_secrets_that_are_refused_are_left_to_a_person(
    fake: VoximplantFake, make_section: Make, around: Surroundings, script: Path
) -> None:
    refusal = '{"error":{"code":103,"msg":"Unknown command"}}'
    fake.faults.add(Fault("status", match="*Secret*", times=None, status=200, body=refusal))
    done = await deploy(make_section(), around, script)
    assert done.rule_id == fake.rule.rule_id
    assert not done.complete
    by_hand = [step for step in done.steps if step.startswith("by hand")]
    assert [step.split(" set ")[1].split(" (")[0] for step in by_hand] == [
        "RINGDESK_URL to server.public_url",
        "RINGDESK_SECRET to voximplant.callback_secret",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"callback_secret": ""}, "callback_secret"),
        ({"application_id": 0}, "application_id"),
        ({"rule_id": 5}, "rule_id"),
        ({"connect_rule_id": 5}, "connect_rule_id"),
    ],
)
async def test_what_is_missing_is_named(
    make_section: Make, around: Surroundings, script: Path, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        await deploy(make_section(**changes), around, script)
    assert refused.value.field == field


async def test_a_script_that_is_too_large_is_not_uploaded(
    fake: VoximplantFake, make_section: Make, around: Surroundings, write_script: WriteScript
) -> None:
    with pytest.raises(Rejected):
        await deploy(make_section(), around, write_script("x" * 128 * 1024))
    assert names(fake) == []


@pytest.mark.parametrize("part", [ROBOT, CONNECT])
def test_what_is_uploaded_is_the_common_part_and_its_own(part) -> None:  # type: ignore[no-untyped-def]
    script = read_script(part)
    assert script.startswith((HERE / "common.js").read_text("utf-8"))
    assert script.endswith((HERE / part.file).read_text("utf-8"))
