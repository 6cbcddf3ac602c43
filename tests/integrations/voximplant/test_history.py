"""What a row of the call history tells about a lost report."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest

from desk.ports import CallReport, Disposition
from integrations.voximplant.history import read_history

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
