"""Status callbacks: their signature, and what they say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import Hook, Sms, SmsReport, SmsStatus
from integrations.neighbour import Offer
from integrations.twilio.webhook import sign
from sandbox.kit.clock import WorldClock
from sandbox.twilio.fake import TwilioFake

Inbound = Callable[..., InboundRequest]
URL = "https://desk.example.com/hooks/twilio?ref=c_8f3a1b"
FIELDS = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+79990000000"}
SIGNATURE = "x-twilio-signature"


@pytest.fixture
def hook(build: Callable[..., Offer]) -> Hook:
    found = build().hook
    assert found is not None
    return found


def callback(inbound: Inbound, signed_url: str = URL, url: str = URL, **changes: str) -> InboundRequest:
    seal = sign("token", signed_url, list(FIELDS.items())).decode()
    return inbound(url, urlencode(FIELDS | changes).encode(), **{SIGNATURE: seal})


def test_the_vector_of_the_official_helper_is_met(build: Callable[..., Offer], inbound: Inbound) -> None:
    hook = build(auth_token="12345").hook
    assert hook is not None
    seal = {SIGNATURE: "WddluNehSJ2YHpW1AXGmHGSLy3c="}
    hook.verify(inbound("https://ops.example.com/sms/twilio?ref=c_1", urlencode(FIELDS).encode(), **seal))


def test_a_genuine_callback_is_understood(hook: Hook, inbound: Inbound) -> None:
    request = callback(inbound)
    hook.verify(request)
    assert list(hook.parse(request)) == [SmsReport("c_8f3a1b", "SM1", SmsStatus.DELIVERED, "delivered")]
    assert hook.delivery_id(request) == "SM1:delivered"


@pytest.mark.parametrize(
    ("signed_url", "url"),
    [
        (URL.replace(".com/", ".com:443/"), URL),
        (URL, URL.replace(".com/", ".com:443/")),
        (URL, URL.replace(".com/", ".com:8443/")),
        (URL.replace("https", "http").replace(".com/", ".com:80/"), URL.replace("https", "http")),
        ("https://[::1]:443/hooks/twilio", "https://[::1]/hooks/twilio"),
    ],
)
def test_the_port_may_stand_in_the_signed_address_or_not(
    hook: Hook, inbound: Inbound, signed_url: str, url: str
) -> None:
    hook.verify(callback(inbound, signed_url, url))


@pytest.mark.parametrize(
    "change",
    [{"MessageStatus": "failed"}, {"New": "field"}, {"MessageSid": "SM2"}],
)
def test_a_changed_field_breaks_the_signature(hook: Hook, inbound: Inbound, change: dict[str, str]) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(callback(inbound, **change))


@pytest.mark.parametrize(
    "url",
    [URL.replace("c_8f3a1b", "c_other"), URL.replace("https", "http"), "https://desk.example.com:99999/hooks/twilio"],
)
def test_a_changed_address_breaks_the_signature(hook: Hook, inbound: Inbound, url: str) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(callback(inbound, url=url))


@pytest.mark.parametrize("cut", ["MessageSid=", "MessageStatus=", "To="])
def test_a_moved_border_between_name_and_value_is_no_callback(hook: Hook, inbound: Inbound, cut: str) -> None:
    """What is signed stays the same: names and values are glued."""
    genuine = callback(inbound)
    moved = genuine.body.replace(cut.encode(), cut.removesuffix("=").encode(), 1)
    assert moved != genuine.body
    with pytest.raises(Unauthorised, match="cut up anew"):
        hook.verify(replace(genuine, body=moved))


def test_no_signature_and_no_token_close_the_door(hook: Hook, build: Callable[..., Offer], inbound: Inbound) -> None:
    body = urlencode(FIELDS).encode()
    for given in ({}, {SIGNATURE: ""}, {SIGNATURE: "жжж"}):
        with pytest.raises(Unauthorised):
            hook.verify(inbound(URL, body, **given))
    closed = build(auth_token="").hook
    assert closed is not None
    with pytest.raises(Unauthorised, match="closed"):
        closed.verify(inbound(URL, body, **{SIGNATURE: sign("", URL, list(FIELDS.items())).decode()}))


def test_a_failure_has_its_reason_and_an_unknown_word_stays_unknown(hook: Hook, inbound: Inbound) -> None:
    failed = callback(inbound, MessageStatus="undelivered", ErrorCode="30003")
    assert list(hook.parse(failed)) == [
        SmsReport("c_8f3a1b", "SM1", SmsStatus.FAILED, "undelivered", "the phone cannot be reached")
    ]
    odd = callback(inbound, url="https://desk.example.com/hooks/twilio", MessageStatus="melted", ErrorCode="39999")
    assert list(hook.parse(odd)) == [SmsReport("", "SM1", SmsStatus.UNKNOWN, "melted", "error 39999")]
    old = inbound(URL, b"SmsSid=SM1&SmsStatus=sent")
    assert list(hook.parse(old)) == [SmsReport("c_8f3a1b", "SM1", SmsStatus.SENT, "sent")]


@pytest.mark.parametrize("body", [b"", b"MessageSid=SM1", b"MessageStatus=sent", b"\xff\xfe"])
def test_a_callback_without_message_or_status_is_refused(hook: Hook, inbound: Inbound, body: bytes) -> None:
    with pytest.raises(Rejected):
        hook.parse(inbound(URL, body))


@pytest.mark.parametrize(
    ("outcome", "statuses"),
    [
        ("delivered", [SmsStatus.SENT, SmsStatus.DELIVERED]),
        ("reversed_report", [SmsStatus.DELIVERED, SmsStatus.SENT]),
        ("undeliverable", [SmsStatus.SENT, SmsStatus.FAILED]),
    ],
)
async def test_callbacks_of_the_service_are_genuine_in_any_order(
    build: Callable[..., Offer],
    fake: TwilioFake,
    world: WorldClock,
    reports: Callable[..., Any],
    sms: Sms,
    outcome: str,
    statuses: list[SmsStatus],
) -> None:
    offer = build()
    assert offer.sms is not None and offer.hook is not None
    fake.set_fate(sms.phone, outcome)
    sent = await offer.sms.send(sms)
    world.jump(60)
    told = []
    for request in await reports(2):
        offer.hook.verify(request)
        (fact,) = offer.hook.parse(request)
        assert isinstance(fact, SmsReport) and (fact.ref, fact.provider_id) == ("c_8f3a1b", sent.provider_id)
        told.append(fact.status)
    assert told == statuses
