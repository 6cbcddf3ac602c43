"""StartScenarios and what the session does afterwards."""

import asyncio
import json
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.voximplant.fate import Fate

NUMBER = "79990000000"


async def test_a_call_is_planned_dialled_ended_and_reported_in_this_order(client, desk):
    client.fake.fate[NUMBER] = Fate(ring_s=5, talk_s=12)
    answer = await client.call("c_1")
    session = answer["call_session_history_id"]
    assert answer["result"] == 1 and session > 2**31
    order = [entry.what for entry in client.fake.history.entries if entry.data.get("session") == session]
    assert order == ["started", "plan", "dialled", "answered", "ended", "reported"]
    (dialled,) = client.fake.history.find("voximplant", "dialled")
    assert (dialled.data["number"], dialled.data["token"]) == (NUMBER, "c_1")
    assert desk.plans == [{"j": "c_1", "s": str(session)}]
    (report,) = desk.reports
    assert {**report, "talk_s": 0, "cost": 0} == {
        "job": "c_1",
        "session_id": session,
        "status": "answered",
        "code": 0,
        "reason": "",
        "amd": "HUMAN",
        "dtmf": "",
        "played": True,
        "talk_s": 0,
        "cost": 0,
    }
    assert 11 <= report["talk_s"] <= 15 and report["cost"] == pytest.approx(report["talk_s"] / 60 * 2.4)


async def test_the_report_is_stamped_with_world_time(client, desk, clock):
    clock.set(datetime(2031, 5, 1, 12, tzinfo=UTC))
    await client.call()
    assert 0 <= desk.stamps[0] - datetime(2031, 5, 1, 12, tzinfo=UTC).timestamp() < 600


@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [
        ("busy", "busy", 486),
        ("no_answer", "no_answer", 408),
        ("unavailable", "unavailable", 480),
        ("rejected", "rejected", 603),
        ("bad_number", "bad_number", 404),
        ("no_money", "no_money", 402),
        ("voicemail", "voicemail", 0),
        ("playback_error", "playback_error", 0),
    ],
)
async def test_every_fate_is_reported_in_its_own_words(client, desk, outcome, status, code):
    client.fake.fate["+79990000000"] = Fate(outcome)
    await client.call()
    (report,) = desk.reports
    assert (report["status"], report["code"], report["played"]) == (status, code, False)
    assert client.fake.calls[0].state == "ended" and client.fake.calls[0].status == status


async def test_a_voicemail_is_taken_for_a_person_without_detection(client, desk):
    desk.plan["amd"] = False
    client.fake.fate[NUMBER] = Fate("voicemail")
    await client.call()
    assert (desk.reports[0]["status"], desk.reports[0]["amd"]) == ("answered", "NOT_RUN")


async def test_a_key_is_reported_only_when_the_plan_waits_for_one(client, desk):
    client.fake.fate[NUMBER] = Fate(key="1")
    await client.call("c_1")
    desk.plan["wait_key_s"] = 5
    await client.call("c_2")
    assert [report["dtmf"] for report in desk.reports] == ["", "1"]


async def test_fates_of_a_number_form_a_queue_whose_last_one_stays(client, desk):
    client.fake.fate[NUMBER] = [Fate("busy"), Fate("answered", talk_s=1)]
    for token in ("c_1", "c_2", "c_3"):
        await client.call(token)
    assert [report["status"] for report in desk.reports] == ["busy", "answered", "answered"]


async def test_nobody_is_dialled_when_the_plan_is_refused(client, desk):
    desk.plan_answers = [409]
    await client.call()
    assert (desk.reports[0]["status"], desk.reports[0]["reason"]) == ("internal_error", "plan http 409")
    assert client.fake.calls == [] and client.fake.history.find("voximplant", "dialled") == []


async def test_a_lost_plan_is_asked_for_again_by_the_same_session(client, desk):
    desk.plan_answers = [502, 503]
    await client.call()
    assert len(desk.plans) == 3 and len({plan["s"] for plan in desk.plans}) == 1
    assert desk.reports[0]["status"] == "answered"


async def test_a_report_is_tried_three_times(client, desk):
    desk.report_answers = [500, 500]
    await client.call("c_1")
    desk.report_answers = [500, 500, 500]
    await client.call("c_2")
    accepted = [entry.data["accepted"] for entry in client.fake.history.find("voximplant", "reported")]
    assert accepted == [True, False] and len(desk.reports) == 1


async def test_a_caller_id_that_is_not_ours_fails_the_call(client, desk):
    desk.plan["from"] = "74990000001"
    await client.call("c_1")
    client.fake.cloud.caller_ids[0].verified_until = datetime(2020, 1, 1, tzinfo=UTC)
    desk.plan["from"] = "74950000000"
    await client.call("c_2")
    assert [(one["status"], one["code"]) for one in desk.reports] == [("failed", 403)] * 2
    assert client.fake.history.find("voximplant", "dialled") == []


async def test_the_scenario_rings_no_longer_than_35_seconds(client, desk, clock):
    client.fake.fate[NUMBER] = Fate(ring_s=600)
    await client.call()
    call = client.fake.calls[0]
    assert 34 <= (call.ended_at - call.started_at).total_seconds() < 60
    assert (desk.reports[0]["status"], desk.reports[0]["code"]) == ("no_answer", 487)


@pytest.mark.parametrize(("state", "code"), [("ringing", 487), ("talking", 0)])
async def test_a_live_session_is_stopped_through_its_access_address(client, desk, clock, state, code):
    clock.set_speed(20)
    client.fake.fate[NUMBER] = Fate(ring_s=30 if state == "ringing" else 0, talk_s=120)
    address = (await client.start())["media_session_access_secure_url"]
    await client.wait("dialled" if state == "ringing" else "answered")
    assert client.fake.calls[0].state == state
    async with client.http.post(address, json={"cmd": "unknown"}) as answer:
        assert answer.status == 200
    async with client.http.post(address, json={"cmd": "stop"}) as answer:
        assert answer.status == 200
    await client.wait("reported")
    assert (desk.reports[0]["status"], desk.reports[0]["code"]) == ("cancelled", code)
    async with client.http.post(address, json={"cmd": "stop"}) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("fate", [Fate("crash"), Fate("crash", talk_s=0), Fate(report="lost")])
async def test_no_report_comes_from_a_crash_or_a_lost_callback(client, desk, fate):
    client.fake.fate[NUMBER] = fate
    await client.start()
    await client.wait("ended")
    await asyncio.sleep(0.05)
    assert desk.reports == []
    reason = client.fake.history.find("voximplant", "ended")[0].data["reason"]
    assert reason == ("JS session error" if fate.outcome == "crash" else "Normal termination")


async def test_a_callback_can_come_twice_and_late(client, desk, clock):
    client.fake.fate[NUMBER] = [Fate("busy", report="twice"), Fate("busy", report="late", late_s=100)]
    await client.start("c_1")
    await client.wait("reported", times=2)
    assert desk.reports[0] == desk.reports[1]
    await client.start("c_2")
    await client.wait("reported", times=3)
    ended = next(entry for entry in client.fake.history.find("voximplant", "ended", token="c_2"))
    assert desk.stamps[2] - datetime.fromisoformat(ended.at).timestamp() >= 99


async def test_a_callback_can_come_before_the_answer_of_the_start(client, desk):
    client.fake.fate[NUMBER] = Fate("busy", report="before_answer", ring_s=1)
    answer = await client.start()
    assert desk.reports[0]["session_id"] == answer["call_session_history_id"]


async def test_while_a_race_is_expected_others_are_answered_as_soon_as_they_dial(client, desk):
    client.fake.fate["79995555555"] = Fate(report="before_answer")
    await client.start()
    assert desk.reports == [] and client.fake.calls[0].state == "ringing"


async def test_what_cannot_be_started_is_refused(client):
    rule = client.fake.rule
    assert await client.fail("StartScenarios", rule_id=1) == 147
    assert await client.fail("StartScenarios", rule_id="x") == 147
    assert await client.fail("StartScenarios") == 147
    assert await client.fail("StartScenarios", rule_name="robot") == 134
    rule.scenarios.clear()
    assert await client.fail("StartScenarios", rule_id=rule.rule_id) == 375
    assert client.fake.sessions == {}


async def test_a_rule_can_be_named_together_with_its_application(client):
    assert (await client.ask("StartScenarios", rule_name="robot", application_name="shop"))["result"] == 1


async def test_custom_data_over_200_bytes_is_refused_or_cut(client):
    long = json.dumps({"j": "c", "x": "ж" * 100}, ensure_ascii=False)
    rule_id = client.fake.rule.rule_id
    assert await client.fail("StartScenarios", rule_id=rule_id, script_custom_data=long) == 101
    client.fake.cloud.custom_data = "truncate"
    answer = await client.ask("StartScenarios", rule_id=rule_id, script_custom_data=long)
    kept = client.fake.sessions[answer["call_session_history_id"]].custom_data
    assert long.startswith(kept) and 198 < len(kept.encode()) <= 200


async def test_what_was_cut_is_all_that_the_scenario_sees(client):
    client.fake.cloud.custom_data = "truncate"
    long = json.dumps({"j": "c_1", "x": "a" * 300})
    await client.ask("StartScenarios", rule_id=client.fake.rule.rule_id, script_custom_data=long)
    await client.wait("ended")
    assert client.fake.history.find("voximplant", "plan") == []


async def test_without_secrets_a_session_ends_without_a_word(client, desk):
    del client.fake.secrets["RINGDESK_SECRET"]
    await client.start()
    await client.wait("ended")
    assert desk.plans == [] and desk.reports == []


async def test_the_same_start_twice_is_two_sessions_and_two_calls(client):
    first, second = await client.call("c_1"), await client.call("c_1")
    assert second["call_session_history_id"] > first["call_session_history_id"]
    assert len(client.fake.calls) == 2


async def test_too_many_starts_at_once_are_refused_with_429(client, clock):
    client.fake.cloud.start_limit = 2
    client.fake.fate[NUMBER] = Fate(report="before_answer", ring_s=20, talk_s=20)
    data = {
        "account_id": client.fake.account.account_id,
        "api_key": client.fake.account.api_key,
        "rule_id": client.fake.rule.rule_id,
        "script_custom_data": '{"j": "c_1"}',
    }

    async def start() -> int:
        address = f"{client.fake.url}/platform_api/StartScenarios"
        async with aiohttp.ClientSession() as http, http.post(address, data=data) as answer:
            return answer.status

    assert sorted(await asyncio.gather(start(), start(), start())) == [200, 200, 429]


async def test_calls_can_be_heard_as_text(client, desk):
    desk.plan["voice"] = "Yandex.Neural.ru_RU_alena"
    await client.call("c_1")
    desk.plan["mp3"] = "https://cdn.example/a.mp3"
    await client.call("c_2")
    spoken, recorded = client.fake.calls
    assert (spoken.text, spoken.mp3, spoken.voice) == ("Здравствуйте", "", "Yandex.Neural.ru_RU_alena")
    assert (recorded.text, recorded.mp3) == ("", "https://cdn.example/a.mp3")
    assert spoken.caller_id == "74950000000" and spoken.started_at < spoken.answered_at < spoken.ended_at
