"""The account's callback: verified, told apart, understood."""

import hashlib
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import Hook, Sms, SmsReport, SmsStatus
from integrations.neighbour import Offer
from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener
from sandbox.smsc.fake import SmscFake

Inbound = Callable[..., InboundRequest]
PUBLISHED = (
    "/hooks/smsc?id=c_8f3a1b&phone=79990000000&status=1&time=28.12.2026+19:20:22&ts=1798474822&err=0"
    "&md5=ec030e74e03bd6b7c3b61d895202dfc9"
)


@pytest.fixture
def hook(build: Callable[..., Offer]) -> Hook:
    found = build().hook
    assert found is not None
    return found


def signed(kind: str, status: str = "1", **fields: str) -> dict[str, str]:
    text = f"c_8f3a1b:79990000000:{status}:secret".encode()
    sums = {
        "md5": hashlib.md5(text).hexdigest(),
        "sha1": hashlib.sha1(text).hexdigest(),
        "crc32": str(zlib.crc32(text)),
    }
    return {"id": "c_8f3a1b", "phone": "79990000000", "status": status, kind: sums[kind], **fields}


def test_the_published_example_is_genuine_and_says_delivered(hook: Hook, inbound: Inbound) -> None:
    request = inbound(PUBLISHED, method="GET")
    hook.verify(request)
    assert list(hook.parse(request)) == [SmsReport("c_8f3a1b", "c_8f3a1b", SmsStatus.DELIVERED, "1")]
    assert hook.delivery_id(request) == "c_8f3a1b:79990000000:1:0:1798474822"
    assert hook.success == b"OK"


@pytest.mark.parametrize("kind", ["md5", "sha1"])
def test_both_sums_are_accepted_by_get_and_post(hook: Hook, inbound: Inbound, kind: str) -> None:
    fields = urlencode(signed(kind))
    hook.verify(inbound(f"/hooks/smsc?{fields}", method="GET"))
    hook.verify(inbound("/hooks/smsc?charset=utf-8", fields.encode()))


def test_a_json_body_is_read_too(hook: Hook, inbound: Inbound, fixture: Callable[[str], bytes]) -> None:
    request = inbound("/hooks/smsc?fmt=3", fixture("callback__delivered.json"))
    hook.verify(request)
    assert list(hook.parse(request)) == [SmsReport("c_8f3a1b", "c_8f3a1b", SmsStatus.DELIVERED, "1")]


@pytest.mark.parametrize(
    "fields",
    [
        signed("crc32"),
        {**signed("md5"), "status": "20"},
        {**signed("md5"), "id": "other"},
        {**signed("md5"), "phone": "79990000001"},
        {**signed("md5"), "md5": ""},
        {**signed("sha1"), "sha1": "ж"},
        {"id": "c_8f3a1b", "phone": "79990000000", "status": "1"},
        {},
    ],
)
def test_a_missing_or_foreign_sum_is_refused(hook: Hook, inbound: Inbound, fields: dict[str, str]) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(inbound("/hooks/smsc", urlencode(fields).encode()))


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe%zz=&&", b'{"id":'])
def test_rubbish_is_refused_without_a_crash(hook: Hook, inbound: Inbound, body: bytes) -> None:
    request = inbound("/hooks/smsc", body)
    with pytest.raises(Unauthorised):
        hook.verify(request)
    with pytest.raises(Rejected):
        hook.parse(request)


def test_an_empty_secret_closes_the_callback(build: Callable[..., Offer], inbound: Inbound) -> None:
    hook = build(callback_secret="").hook
    assert hook is not None
    text = b"c_8f3a1b:79990000000:1:"
    body = urlencode(signed("md5") | {"md5": hashlib.md5(text).hexdigest()}).encode()
    with pytest.raises(Unauthorised, match="closed"):
        hook.verify(inbound("/hooks/smsc", body))


def test_ids_of_others_and_unknown_statuses_are_reported_as_they_are(hook: Hook, inbound: Inbound) -> None:
    body = urlencode({"id": "1234", "phone": "79990000000", "status": "77"}).encode()
    assert list(hook.parse(inbound("/hooks/smsc", body))) == [SmsReport("1234", "1234", SmsStatus.UNKNOWN, "77")]


def test_each_change_of_status_is_a_delivery_of_its_own(hook: Hook, inbound: Inbound) -> None:
    changes = [signed("md5", "0", ts="1"), signed("md5", "1", ts="2"), signed("md5", "1", ts="2")]
    ids = [hook.delivery_id(inbound("/hooks/smsc", urlencode(fields).encode())) for fields in changes]
    assert ids[0] != ids[1] == ids[2]


@pytest.mark.parametrize(("method", "query"), [("GET", ""), ("POST", "?charset=utf-8"), ("POST", "?fmt=3")])
async def test_reports_of_the_service_are_understood_whatever_their_form(
    build: Callable[..., Offer],
    fake: SmscFake,
    listener: Listener,
    world: WorldClock,
    reports: Callable[..., Any],
    sms: Sms,
    method: Any,
    query: str,
) -> None:
    offer = build()
    assert offer.sms is not None and offer.hook is not None
    fake.callback.url, fake.callback.secret, fake.callback.method = (
        f"{listener.url}/hooks/smsc{query}",
        "secret",
        method,
    )
    fake.set_fate(sms.phone, "unavailable")
    await offer.sms.send(sms)
    world.jump(60)
    handed, ended = await reports(2)
    for request in (handed, ended):
        offer.hook.verify(request)
    assert [fact.status for fact in offer.hook.parse(handed) if isinstance(fact, SmsReport)] == [SmsStatus.SENT]
    assert list(offer.hook.parse(ended)) == [
        SmsReport("c_8f3a1b", "c_8f3a1b", SmsStatus.FAILED, "25", "out of coverage", Decimal("1.44"))
    ]
