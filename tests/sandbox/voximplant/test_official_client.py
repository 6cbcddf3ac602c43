"""A second witness: the official Python client understands what the fake answers.

The client speaks https only, so the fake serves TLS with a certificate of a throw-away authority.
https://github.com/voximplant/apiclient-python
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from voximplant.apiclient.client import VoximplantAPI, VoximplantException

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.voximplant.fake import VoximplantFake
from tests.sandbox.certificates import issue_certificate
from tests.serving import serve

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
async def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk) -> AsyncIterator[VoximplantFake]:
    tls = issue_certificate(tmp_path, monkeypatch)
    async with serve(VoximplantFake(WorldClock(speed=8), History()), tls=tls) as made:
        made.secrets.update({"RINGDESK_URL": desk.url, "RINGDESK_SECRET": "callback-secret"})
        made.cloud.history_delay_s = 0
        yield made


@pytest.fixture
def ask(fake: VoximplantFake, tmp_path: Path) -> Ask:
    """The client blocks, so each of its methods runs in a thread."""
    (tmp_path / "key.json").write_text(json.dumps(fake.service_account()))
    api = VoximplantAPI(str(tmp_path / "key.json"), endpoint=fake.url.removeprefix("https://"))

    async def call(method: str, **params: Any) -> Any:
        return await asyncio.to_thread(getattr(api, method), **params)

    return call


async def test_it_starts_a_session_and_finds_it_in_the_history(fake, ask: Ask, desk):
    custom = json.dumps({"j": "c_1"})
    desk.plan["wait_key_s"] = 1
    started = await ask("start_scenarios", rule_id=fake.rule.rule_id, script_custom_data=custom)
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "reported"))
    now = fake.clock.now()
    found = await ask(
        "get_call_history",
        from_date=now - timedelta(days=1),
        to_date=now + timedelta(days=1),
        call_session_history_custom_data=custom,
        call_session_history_id=[started["call_session_history_id"]],
        with_calls=True,
        with_other_resources=True,
    )
    (row,) = found["result"]
    assert row["call_session_history_id"] == started["call_session_history_id"]
    assert abs(row["start_date"] - now) < timedelta(hours=1)
    assert row["calls"][0]["start_time"].tzinfo is not None and row["calls"][0]["successful"] is True
    assert row["other_resource_usage"][0]["resource_type"] == "VOICEMAILDETECTION"


async def test_it_reads_and_changes_the_account(fake, ask: Ask):
    await ask("set_account_info", callback_url="https://desk.example.com/a", callback_salt="salt")
    info = (await ask("get_account_info", return_live_balance=True))["result"]
    assert info["account_id"] == fake.account.account_id and info["live_balance"] == 1000
    assert isinstance(info["created"], datetime) and info["callback_salt"] == "salt"


async def test_it_sends_texts_and_reads_their_histories(fake, ask: Ask):
    source, to = "74951112233", "79990000000"
    await ask("control_sms", phone_number=source, command="enable")
    sent = await ask("send_sms_message", source=source, destination=to, sms_body="Привет", store_body=True)
    many = await ask("a2p_send_sms", src_number="RINGDESK", dst_numbers=[to, "1"], text="Привет")
    assert len(many["result"]) == len(many["failed"]) == 1
    (row,) = (await ask("get_sms_history", message_id=sent["message_id"]))["result"]
    assert row["text"] == "Привет" and row["processed_date"] == fake.clock.now().astimezone(UTC).date()
    (row,) = (await ask("a2p_get_sms_history", destination_number=to))["result"]
    assert row["message_id"] == many["result"][0]["message_id"]
    assert [message.text for message in fake.messages] == ["Привет", "Привет"]


async def test_it_deploys_a_scenario(fake, ask: Ask):
    app = await ask("add_application", application_name="second")
    scenario = await ask("add_scenario", scenario_name="dialup", scenario_script="// 1")
    rule = await ask(
        "add_rule",
        rule_name="robot",
        rule_pattern=".*",
        application_id=app["application_id"],
        scenario_id=scenario["scenario_id"],
    )
    await ask("bind_scenario", scenario_id=scenario["scenario_id"], rule_id=rule["rule_id"], bind=False)
    with pytest.raises(VoximplantException) as caught:
        await ask("start_scenarios", rule_id=rule["rule_id"])
    assert caught.value.code == 375
    await ask("add_secret", application_id=app["application_id"], secret_name="RINGDESK_URL", secret_value="http://x")
    (secret,) = (await ask("get_secrets", application_id=app["application_id"]))["result"]
    assert secret["secret_name"] == "RINGDESK_URL" and isinstance(secret["created"], datetime)
    (shown,) = (await ask("get_scenarios", scenario_name="dialup", with_script=True))["result"]
    assert shown["scenario_script"] == "// 1"


async def test_it_lists_the_numbers(fake, ask: Ask):
    (caller,) = (await ask("get_caller_ids", active=True))["result"]
    assert caller["callerid_number"] == "74950000000"
    (phone,) = (await ask("get_phone_numbers"))["result"]
    assert isinstance(phone["phone_purchase_date"], datetime)


async def test_errors_reach_it_with_their_codes(fake, ask: Ask):
    with pytest.raises(VoximplantException) as caught:
        await ask("start_scenarios", rule_id=1)
    assert caught.value.code == 147
    fake.account.balance = 0
    with pytest.raises(VoximplantException) as caught:
        await ask("start_scenarios", rule_id=fake.rule.rule_id)
    assert caught.value.code == 127
    fake.cloud.access.keys.clear()
    with pytest.raises(VoximplantException) as caught:
        await ask("get_account_info")
    assert caught.value.code == 433
