"""GetCallHistory."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.voximplant.fate import Fate

NUMBER = "79990000000"
START = datetime(2026, 8, 1, 15, 5, 26, tzinfo=UTC)


def show(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture(autouse=True)
def _start_on_a_known_day(clock, fake) -> None:
    clock.set(START)
    fake.cloud.history_delay_s = 0


async def test_a_row_appears_only_some_time_after_the_session_has_ended(client, clock):
    client.fake.cloud.history_delay_s = 3600
    await client.call("c_1")
    assert (await client.ask("GetCallHistory"))["total_count"] == 0
    clock.jump(3600)
    assert (await client.ask("GetCallHistory"))["total_count"] == 1


async def test_a_session_is_found_by_its_custom_data_with_its_call_and_costs(client):
    client.fake.fate[NUMBER] = Fate(talk_s=14)
    await client.call("c_1")
    await client.call("c_2")
    custom = json.dumps({"j": "c_2"})
    found = await client.ask(
        "GetCallHistory",
        call_session_history_custom_data=custom,
        with_calls="true",
        with_other_resources="True",
        with_records="1",
    )
    (row,) = found["result"]
    assert (found["count"], found["total_count"], found["timezone"]) == (1, 1, "Etc/GMT")
    assert row["custom_data"] == custom and row["finish_reason"] == "Normal termination"
    (call,) = row["calls"]
    assert call["remote_number"] == NUMBER and call["local_number"] == "74950000000"
    assert call["successful"] is True and call["end_reason"]["code"] == 200 and call["duration"] >= 14
    kinds = [usage["resource_type"] for usage in row["other_resource_usage"]]
    assert kinds == ["VOICEMAILDETECTION", "TTS_YANDEX"] and row["records"] == []


async def test_details_are_shown_only_when_asked_for(client):
    await client.call()
    (row,) = (await client.ask("GetCallHistory"))["result"]
    assert not {"calls", "records", "other_resource_usage"} & set(row)


async def test_a_crash_is_a_connected_call_of_a_session_with_a_script_error(client):
    client.fake.fate[NUMBER] = Fate("crash", talk_s=9)
    await client.start()
    await client.wait("ended")
    (row,) = (await client.ask("GetCallHistory", with_calls="true"))["result"]
    assert row["finish_reason"] == "JS session error"
    assert row["calls"][0]["successful"] is True and row["calls"][0]["duration"] >= 9


async def test_a_failed_call_has_its_sip_code(client):
    client.fake.fate[NUMBER] = Fate("busy")
    await client.call()
    (row,) = (await client.ask("GetCallHistory", with_calls="true"))["result"]
    assert row["calls"][0]["successful"] is False and row["calls"][0]["end_reason"]["code"] == 486


async def test_every_filter_keeps_what_matches_and_drops_what_does_not(client, desk):
    session = (await client.call("c_1"))["call_session_history_id"]
    fitting = {
        "call_session_history_id": f"1;{session}",
        "application_id": client.fake.application.application_id,
        "remote_number": f"1;{NUMBER}",
        "remote_number_list": json.dumps([f"+{NUMBER}"]),
        "local_number": "74950000000",
        "min_duration": 1,
        "max_duration": 10000,
        "from_date": show(START),
        "to_date": show(START + timedelta(days=1)),
    }
    other = {
        "call_session_history_id": "1;2",
        "remote_number": "1",
        "remote_number_list": '["1"]',
        "local_number": "1",
        "min_duration": 10000,
        "max_duration": 0,
        "user_id": 7,
        "from_date": show(START + timedelta(days=1)),
        "call_session_history_custom_data": "{}",
        "children_calls_only": "true",
    }
    for name, value in fitting.items():
        assert (await client.ask("GetCallHistory", **{name: value}))["total_count"] == 1, name
    for name, value in other.items():
        extra = {"to_date": show(START + timedelta(days=2))} if name == "from_date" else {}
        assert (await client.ask("GetCallHistory", **{name: value}, **extra))["total_count"] == 0, name
    by_rule = await client.ask("GetCallHistory", rule_name="robot", application_name="shop")
    assert by_rule["total_count"] == 1


async def test_a_list_of_numbers_wins_over_single_numbers(client):
    await client.call()
    found = await client.ask("GetCallHistory", remote_number="1", remote_number_list=f'["{NUMBER}"]')
    assert found["total_count"] == 1


async def test_pages_order_and_total(client):
    sessions = [(await client.call(f"c_{n}"))["call_session_history_id"] for n in range(3)]
    page = await client.ask("GetCallHistory", count=2, offset=1)
    assert [row["call_session_history_id"] for row in page["result"]] == sessions[1:]
    assert (page["count"], page["total_count"]) == (2, 3)
    newest = await client.ask("GetCallHistory", count=1, desc_order="true", with_total_count="false")
    assert newest["result"][0]["call_session_history_id"] == sessions[2] and "total_count" not in newest


async def test_dates_are_utc_unless_a_zone_is_given(client, clock):
    await client.call()
    (row,) = (await client.ask("GetCallHistory"))["result"]
    assert row["start_date"].startswith("2026-08-01 15:0")
    local = {"from_date": "2026-08-01 18:00:00", "to_date": "2026-08-01 19:00:00"}
    there = await client.ask("GetCallHistory", timezone="Europe/Moscow", **local)
    assert there["result"][0]["start_date"].startswith("2026-08-01 18:0")
    assert there["timezone"] == "Europe/Moscow"
    assert (await client.ask("GetCallHistory", **local))["total_count"] == 0


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from_date": "2026-08-01"}, 111),
        ({"from_date": "2026-13-01 00:00:00"}, 111),
        ({"from_date": "2026-08-02 00:00:00", "to_date": "2026-08-01 00:00:00"}, 123),
        ({"count": 1001}, 101),
        ({"offset": 10001}, 101),
        ({"call_session_history_id": "1,2"}, 101),
        ({"remote_number_list": "79990000000"}, 101),
        ({"rule_name": "robot"}, 134),
        ({"with_calls": "yes"}, 101),
        ({"is_async": "true"}, 101),
        ({"timezone": "Moon"}, 101),
    ],
)
async def test_what_cannot_be_read_is_refused(client, params, code):
    assert await client.fail("GetCallHistory", **params) == code
