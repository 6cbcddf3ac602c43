"""The scenario's report: who may send it, what makes two the same, and what it means."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
import pytest
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import CallReport, Disposition
from desk.telephony import CallProgress, Leg
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.webhook import VoximplantHook

BODY = b'{"job":"c_1","status":"busy","code":486}'
TS = 1785837600
VECTOR = "87c7f980cd5a4eae7c5ddc622eec20f9940c72ae062e8c4ed7c3480c0b4d28f2"
THEN = datetime.fromtimestamp(TS, UTC)

Make = Callable[..., InboundRequest]


@pytest.fixture
def hook() -> VoximplantHook:
    return VoximplantHook(VoximplantSection(callback_secret=SecretStr("secret")), 1)


def signed(make: Make, body: bytes, secret: str = "secret") -> InboundRequest:
    sign = hmac.new(secret.encode(), f"{TS}.".encode() + body, hashlib.sha256).hexdigest()
    return make(body=body, headers={"x-ts": str(TS), "x-sign": sign}, received_at=THEN)


def test_x_11_the_published_signature_is_accepted(hook: VoximplantHook, make_request: Make) -> None:
    headers = {"x-ts": str(TS), "x-sign": VECTOR}
    hook.verify(make_request(body=BODY, headers=headers, received_at=THEN))


def test_x_11_hex_digits_may_be_upper_case(hook: VoximplantHook, make_request: Make) -> None:
    headers = {"x-ts": str(TS), "x-sign": VECTOR.upper()}
    hook.verify(make_request(body=BODY, headers=headers, received_at=THEN))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-ts": str(TS), "x-sign": VECTOR}, BODY + b" "),
        ({"x-ts": str(TS + 1), "x-sign": VECTOR}, BODY),
        ({"x-ts": str(TS)}, BODY),
        ({"x-sign": VECTOR}, BODY),
        ({"x-ts": "now", "x-sign": VECTOR}, BODY),
        ({"x-ts": "٣", "x-sign": VECTOR}, BODY),
        ({"x-ts": "9" * 400, "x-sign": VECTOR}, BODY),
        ({"x-ts": str(TS), "x-sign": "подпись"}, BODY),
    ],
)
def test_x_11_anything_else_is_refused(
    hook: VoximplantHook, make_request: Make, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(make_request(body=body, headers=headers, received_at=THEN))


@pytest.mark.parametrize(("late", "accepted"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_x_11_a_report_counts_for_five_minutes(
    hook: VoximplantHook, make_request: Make, late: int, accepted: bool
) -> None:
    request = make_request(
        body=BODY, headers={"x-ts": str(TS), "x-sign": VECTOR}, received_at=THEN + timedelta(seconds=late)
    )
    if accepted:
        hook.verify(request)
    else:
        with pytest.raises(Unauthorised):
            hook.verify(request)


def test_an_empty_secret_closes_the_endpoint(make_request: Make) -> None:
    with pytest.raises(Unauthorised):
        VoximplantHook(VoximplantSection(), 1).verify(signed(make_request, BODY, secret=""))


def test_nobody_is_expected_at_other_addresses(hook: VoximplantHook, make_request: Make) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(make_request("/hooks/voximplant/other", body=BODY))


def test_a_repeat_is_the_same_delivery_whenever_it_was_signed(hook: VoximplantHook, make_request: Make) -> None:
    body = b'{"job":"c_1","session_id":7,"status":"busy"}'
    first = hook.delivery_id(make_request(body=body, headers={"x-ts": "1"}))
    again = hook.delivery_id(make_request(body=body, headers={"x-ts": "9"}))
    assert first == again == f"result:c_1:7:{hashlib.sha256(body).hexdigest()}"


def test_a_second_session_is_another_delivery(hook: VoximplantHook, make_request: Make) -> None:
    one = hook.delivery_id(make_request(body=b'{"job":"c_1","session_id":7,"status":"busy"}'))
    two = hook.delivery_id(make_request(body=b'{"job":"c_1","session_id":8,"status":"busy"}'))
    assert one != two


def test_nonsense_has_a_delivery_id_too(hook: VoximplantHook, make_request: Make) -> None:
    assert hook.delivery_id(make_request(body=b"\xff")).startswith("result:")


def test_s0_46_an_answered_call_is_reported_whole(
    hook: VoximplantHook, make_request: Make, fixture: Callable[[str], bytes]
) -> None:
    assert hook.parse(make_request(body=fixture("result__answered"))) == [
        CallReport(
            token="c_8f3a1b",
            session="4202753936",
            disposition=Disposition.ANSWERED,
            raw="answered",
            talk_seconds=14,
            key="1",
            cost=Decimal("0.021"),
            priced=False,
        )
    ]


def test_s0_46_a_failed_call_keeps_the_carriers_words(
    hook: VoximplantHook, make_request: Make, fixture: Callable[[str], bytes]
) -> None:
    (report,) = hook.parse(make_request(body=fixture("result__busy")))
    assert isinstance(report, CallReport)
    assert (report.disposition, report.raw, report.reason) == (Disposition.BUSY, "busy", "486 Busy Here")


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("answered", Disposition.ANSWERED),
        ("voicemail", Disposition.VOICEMAIL),
        ("busy", Disposition.BUSY),
        ("no_answer", Disposition.NO_ANSWER),
        ("unavailable", Disposition.UNAVAILABLE),
        ("cancelled", Disposition.CANCELLED),
        ("rejected", Disposition.REJECTED),
        ("bad_number", Disposition.INVALID_NUMBER),
        ("no_money", Disposition.FAILED),
        ("failed", Disposition.FAILED),
        ("playback_error", Disposition.FAILED),
        ("internal_error", Disposition.FAILED),
        ("teleported", Disposition.UNKNOWN),
    ],
)
def test_s0_48_every_status_has_its_disposition(
    hook: VoximplantHook, make_request: Make, status: str, meant: Disposition
) -> None:
    (report,) = hook.parse(make_request(body=orjson.dumps({"job": "c_1", "status": status})))
    assert isinstance(report, CallReport)
    assert (report.disposition, report.raw) == (meant, status)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("job", None),
        ("job", 7),
        ("job", ""),
        ("job", "c 1"),
        ("job", "x" * 65),
        ("status", ["busy"]),
        ("session_id", True),
        ("session_id", 1.5),
        ("session_id", -1),
        ("code", "486"),
        ("dtmf", "12x"),
        ("dtmf", 1),
        ("talk_s", "14"),
        ("talk_s", -1),
        ("talk_s", 1e9),
        ("cost", "0.1"),
        ("cost", -0.1),
        ("reason", {}),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused_by_its_name(
    hook: VoximplantHook, make_request: Make, field: str, value: object
) -> None:
    body = orjson.dumps({"job": "c_1", "status": "busy", field: value})
    with pytest.raises(Rejected) as refused:
        hook.parse(make_request(body=body))
    assert refused.value.field == field


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"[" * 100_000, b'{"job":"c_1","status":"\xff"}'])
def test_a_body_that_is_no_report_is_refused(hook: VoximplantHook, make_request: Make, body: bytes) -> None:
    with pytest.raises(Rejected):
        hook.parse(make_request(body=body))


def test_infinity_is_no_duration(hook: VoximplantHook, make_request: Make) -> None:
    with pytest.raises(Rejected):
        hook.parse(make_request(body=b'{"job":"c_1","status":"answered","talk_s":Infinity}'))


def test_people_learn_that_the_message_was_cut_short(hook: VoximplantHook, make_request: Make) -> None:
    body = orjson.dumps({"job": "c_1", "status": "answered", "played": False, "amd": "TIMEOUT", "dtmf": ""})
    (report,) = hook.parse(make_request(body=body))
    assert isinstance(report, CallReport)
    assert report.reason == "the message was not heard to its end; machine detection: TIMEOUT"


def test_a_long_number_in_the_carriers_words_is_masked(hook: VoximplantHook, make_request: Make) -> None:
    body = orjson.dumps({"job": "c_1", "status": "failed", "code": 503, "reason": "no way to 79990000123"})
    (report,) = hook.parse(make_request(body=body))
    assert isinstance(report, CallReport)
    assert report.reason == "503 no way to …0123"


def progress(make: Make, **changes: object) -> InboundRequest:
    body = orjson.dumps({"job": "7-b1-x", "session_id": 42, "leg": "customer", **changes})
    sign = hmac.new(b"secret", f"{TS}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"x-ts": str(TS), "x-sign": sign}
    return make("/hooks/voximplant/progress", body=body, headers=headers, received_at=THEN)


def test_how_far_a_bridge_has_got_is_understood(hook: VoximplantHook, make_request: Make) -> None:
    request = progress(make_request)
    hook.verify(request)
    assert list(hook.parse(request)) == [CallProgress("7-b1-x", "42", Leg.CUSTOMER)]
    assert hook.delivery_id(request) != hook.delivery_id(progress(make_request, leg="talk"))


@pytest.mark.parametrize(
    "changes",
    [
        {"leg": "moon"},
        {"leg": None},
        {"leg": 1},
        {"job": ""},
        {"job": "с кириллицей"},
        {"job": "x" * 65},
        {"session_id": -1},
        {"session_id": ""},
        {"session_id": 1.5},
        {"session_id": [1]},
    ],
)
def test_progress_of_strange_parts_is_refused_by_its_field(
    hook: VoximplantHook, make_request: Make, changes: dict[str, object]
) -> None:
    with pytest.raises(Rejected) as refused:
        hook.parse(progress(make_request, **changes))
    assert refused.value.field == next(iter(changes))


def test_x_11_unsigned_progress_is_refused(hook: VoximplantHook, make_request: Make) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(make_request("/hooks/voximplant/progress", body=b"{}", received_at=THEN))


@pytest.mark.parametrize("leg", list(Leg))
def test_the_report_of_a_bridge_names_its_last_leg(hook: VoximplantHook, make_request: Make, leg: Leg) -> None:
    body = orjson.dumps({"job": "7-b1-x", "session_id": 42, "status": "busy", "code": 486, "leg": leg.value})
    (report,) = hook.parse(signed(make_request, body))
    assert isinstance(report, CallReport)
    assert (report.leg, report.disposition) == (leg, Disposition.BUSY)


def test_a_report_of_no_known_leg_is_refused(hook: VoximplantHook, make_request: Make) -> None:
    with pytest.raises(Rejected, match="leg"):
        hook.parse(signed(make_request, b'{"job":"7-b1-x","status":"busy","leg":"moon"}'))
