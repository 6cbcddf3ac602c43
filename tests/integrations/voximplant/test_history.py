"""What a row of the call history tells about a lost report."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest

from desk.ports import CallReport, Disposition
from desk.telephony import Leg
from integrations.voximplant.history import read_bridge, read_history

DATA = '{"j":"c_1"}'


def row(*calls: dict[str, Any], finish: str = "Normal termination", **fields: Any) -> dict[str, Any]:
    return {
        "call_session_history_id": 7,
        "finish_reason": finish,
        "duration": 21,
        "custom_data": DATA,
        "calls": list(calls),
        **fields,
    }


def missed(end_reason: Any) -> dict[str, Any]:
    return {"successful": False, "duration": 0, "end_reason": end_reason, "cost": 0}


def read(*rows: dict[str, Any]) -> CallReport | None:
    return read_history(rows, "c_1", DATA)


def test_a_connected_call_is_unknown_since_nobody_knows_who_answered(fixture: Callable[[str], bytes]) -> None:
    rows = orjson.loads(fixture("call_history__answered"))["result"]
    assert read_history(rows, "c_8f3a1b", '{"j":"c_8f3a1b"}') == CallReport(
        token="c_8f3a1b",
        session="4202753936",
        disposition=Disposition.UNKNOWN,
        raw="history",
        reason="connected for 14 s",
        talk_seconds=14,
        cost=Decimal("0.025"),
    )


def test_no_row_says_nothing() -> None:
    assert read() is None


def test_a_running_session_says_nothing() -> None:
    assert read(row(finish="", duration=None)) is None


def test_a_session_of_another_call_says_nothing() -> None:
    assert read(row(missed({"code": 486}), custom_data='{"j":"c_2"}')) is None


@pytest.mark.parametrize(
    ("end_reason", "meant"),
    [
        ({"code": 486, "details": "Busy Here"}, Disposition.BUSY),
        ({"code": "408"}, Disposition.NO_ANSWER),
        ({"code": 503}, Disposition.FAILED),
        ({"code": 699}, Disposition.FAILED),
        ({"code": 200}, Disposition.UNKNOWN),
        ({"details": "gone"}, Disposition.UNKNOWN),
        ("486 Busy Here", Disposition.BUSY),
        ("SIP/2.0 404 Not Found", Disposition.INVALID_NUMBER),
        ("call 4202753936 was lost", Disposition.UNKNOWN),
        (487, Disposition.NO_ANSWER),
        ([], Disposition.UNKNOWN),
        (None, Disposition.UNKNOWN),
        (True, Disposition.UNKNOWN),
    ],
)
def test_an_end_reason_is_read_whatever_its_shape(end_reason: Any, meant: Disposition) -> None:
    report = read(row(missed(end_reason)))
    assert report is not None
    assert report.disposition is meant


def test_a_script_that_threw_is_a_failure_even_when_connected() -> None:
    call = {"successful": True, "duration": 4, "cost": 0.01}
    report = read(row(call, finish="JS session error"))
    assert report is not None
    assert (report.disposition, report.talk_seconds) == (Disposition.FAILED, 4)
    assert report.reason == "JS session error, connected for 4 s"


def test_a_session_without_a_call_is_a_failure() -> None:
    report = read(row(finish="Insufficient funds"))
    assert report is not None
    assert report.disposition is Disposition.FAILED
    assert report.reason == "the session ended without a call: Insufficient funds"


def test_of_two_sessions_the_one_that_got_through_counts() -> None:
    empty = row(call_session_history_id=9)
    busy = row(missed({"code": 486}), call_session_history_id=10)
    reached = row({"successful": True, "duration": 5, "cost": 0.01}, call_session_history_id=8)
    report = read(empty, busy, reached)
    assert report is not None
    assert (report.session, report.disposition) == ("8", Disposition.UNKNOWN)


@pytest.mark.parametrize("calls", [None, "x", {}, [None, 3]])
def test_calls_of_a_strange_shape_are_no_calls(calls: Any) -> None:
    report = read(row() | {"calls": calls})
    assert report is not None
    assert report.disposition is Disposition.FAILED
    assert report.cost is None


def leg(at: int, code: int = 200, seconds: int = 0) -> dict[str, Any]:
    """A call of a session that joins two people; the service lists them in no certain order."""
    answered = {"successful": code == 200, "duration": seconds, "end_reason": {"code": code, "details": "said"}}
    return {"call_id": 900 + at, "start_time": f"2026-08-01 15:05:{at:02}", "cost": 0.5, **answered}


@pytest.mark.parametrize(
    ("calls", "finish", "expected"),
    [
        ([], "Insufficient funds", (Leg.SELLER, Disposition.FAILED, 0)),
        ([leg(1, 486)], "", (Leg.SELLER, Disposition.BUSY, 0)),
        ([leg(1, 487)], "", (Leg.SELLER, Disposition.NO_ANSWER, 0)),
        ([leg(1, seconds=5)], "", (Leg.CUSTOMER, Disposition.CANCELLED, 0)),
        ([leg(1, seconds=5)], "JS session error", (Leg.SELLER, Disposition.FAILED, 0)),
        ([leg(1, seconds=40), leg(8, 480)], "", (Leg.CUSTOMER, Disposition.UNAVAILABLE, 0)),
        ([leg(8, 404), leg(1, seconds=9)], "", (Leg.CUSTOMER, Disposition.INVALID_NUMBER, 0)),
        ([leg(1, seconds=90), leg(8, seconds=71)], "", (Leg.TALK, Disposition.ANSWERED, 71)),
        ([leg(8, seconds=71), leg(1, seconds=90)], "JS session error", (Leg.TALK, Disposition.ANSWERED, 71)),
    ],
)
def test_s0_47_the_history_of_a_bridge_says_which_side_was_reached(
    calls: list[dict[str, Any]], finish: str, expected: tuple[Leg, Disposition, int]
) -> None:
    report = read_bridge([row(*calls, finish=finish or "Normal termination")], "c_1", DATA)
    assert report is not None
    assert (report.leg, report.disposition, report.talk_seconds) == expected
    assert report.cost == (Decimal("0.5") * len(calls) if calls else None)


def test_of_two_sessions_of_a_bridge_the_one_that_called_counts() -> None:
    turned_away, real = row(), row(leg(1, 486), call_session_history_id=8)
    for rows in ([turned_away, real], [real, turned_away]):
        report = read_bridge(rows, "c_1", DATA)
        assert report is not None
        assert (report.session, report.disposition) == ("8", Disposition.BUSY)


@pytest.mark.parametrize("rows", [[], [row(finish="", duration=0)], [row(custom_data="{}")]])
def test_no_row_of_a_bridge_says_nothing(rows: list[dict[str, Any]]) -> None:
    assert read_bridge(rows, "c_1", DATA) is None
