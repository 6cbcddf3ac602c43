"""Reports: unsigned, at an address that only we can make."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised, Unknown
from desk.model import InboundRequest
from desk.ports import Hook, Sms, SmsReport, SmsStatus
from integrations.neighbour import Offer
from integrations.smsaero.webhook import ReportAddress
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.smsaero.fake import SmsAeroFake

Inbound = Callable[..., InboundRequest]
ADDRESS = ReportAddress("https://desk.example.com", SecretStr("report-key"))
PATH = urlsplit(ADDRESS.of("c_8f3a1b")).path


@pytest.fixture
def hook(build: Callable[..., Offer]) -> Hook:
    found = build().hook
    assert found is not None
    return found


def test_a_report_at_its_own_address_is_understood(
    hook: Hook, inbound: Inbound, fixture: Callable[[str], bytes]
) -> None:
    request = inbound(PATH, fixture("callback__delivered.json"))
    hook.verify(request)
    assert list(hook.parse(request)) == [SmsReport("c_8f3a1b", "12345", SmsStatus.DELIVERED, "1")]
    assert hook.delivery_id(request) == "c_8f3a1b:12345:1"


def test_a_form_is_read_too_and_an_unknown_status_stays_unknown(hook: Hook, inbound: Inbound) -> None:
    request = inbound(PATH, b"id=12345&status=77")
    assert list(hook.parse(request)) == [SmsReport("c_8f3a1b", "12345", SmsStatus.UNKNOWN, "77")]


@pytest.mark.parametrize("ref", ["c_8f3a1b", "a.b.c", "A-1_2.3"])
def test_every_ref_comes_back_out_of_its_address(ref: str) -> None:
    assert ADDRESS.read(urlsplit(ADDRESS.of(ref)).path) == ref


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/smsaero",
        "/hooks/smsaero/",
        "/hooks/smsaero/c_8f3a1b",
        "/hooks/smsaero/c_8f3a1b.",
        PATH[:-1],
        PATH.replace("c_8f3a1b", "c_8f3a1c"),
        PATH.rpartition(".")[0] + ".жж",
        urlsplit(ReportAddress("https://x", SecretStr("other key")).of("c_8f3a1b")).path,
    ],
)
def test_an_address_that_was_guessed_is_refused(hook: Hook, inbound: Inbound, path: str) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(inbound(path, b"id=1&status=1"))


def test_an_empty_key_closes_the_reports(build: Callable[..., Offer], inbound: Inbound) -> None:
    hook = build(report_key="").hook
    assert hook is not None
    with pytest.raises(Unauthorised, match="closed"):
        hook.verify(inbound(urlsplit(ReportAddress("https://x", SecretStr("")).of("c_8f3a1b")).path))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff%zz", b'{"id": 5}'])
def test_a_report_without_a_status_is_refused(hook: Hook, inbound: Inbound, body: bytes) -> None:
    with pytest.raises(Rejected):
        hook.parse(inbound(PATH, body))


async def test_reports_of_the_service_move_the_message(
    build: Callable[..., Offer], fake: SmsAeroFake, world: WorldClock, reports: Callable[..., Any], sms: Sms
) -> None:
    offer = build()
    assert offer.sms is not None and offer.hook is not None
    await offer.sms.send(sms)
    world.jump(60)
    facts = []
    for request in await reports(2):
        offer.hook.verify(request)
        facts += offer.hook.parse(request)
    assert facts == [
        SmsReport("c_8f3a1b", "12345", SmsStatus.SENT, "3", "", Decimal("5.49")),
        SmsReport("c_8f3a1b", "12345", SmsStatus.DELIVERED, "1", "", Decimal("5.49")),
    ]


async def test_a_report_that_overtakes_the_answer_carries_our_ref(
    build: Callable[..., Offer], fake: SmsAeroFake, reports: Callable[..., Any], sms: Sms
) -> None:
    offer = build()
    assert offer.sms is not None and offer.hook is not None
    fake.set_fate(sms.phone, "early_report")
    fake.faults.add(Fault("accept_drop", "send"))
    with pytest.raises(Unknown):
        await offer.sms.send(sms)
    (request,) = await reports(1)
    (fact,) = offer.hook.parse(request)
    assert isinstance(fact, SmsReport) and (fact.ref, fact.status) == ("c_8f3a1b", SmsStatus.DELIVERED)
