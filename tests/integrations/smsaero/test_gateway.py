"""Sending and asking through the real adapter."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.model import Balance
from desk.ports import Health, Repeatability, SentSms, Sms, SmsGateway, SmsReport, SmsStatus
from integrations.neighbour import Offer
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.smsaero.fake import SmsAeroFake


@pytest.fixture
def gateway(build: Callable[..., Offer]) -> SmsGateway:
    found = build().sms
    assert found is not None
    return found


def say(fake: SmsAeroFake, operation: str, told: Any, status: int = 200) -> None:
    body = told if isinstance(told, str) else json.dumps(told)
    fake.faults.add(Fault("status", operation, status=status, body=body))


async def test_a_message_is_sent_under_the_sign_with_an_address_for_its_reports(
    gateway: SmsGateway, fake: SmsAeroFake, sms: Sms
) -> None:
    assert await gateway.send(sms) == SentSms("12345", None, Decimal("5.49"))
    (message,) = fake.messages
    assert (message.number, message.text, message.sender) == ("79990000000", sms.text, "MYSHOP")
    assert "/hooks/smsaero/c_8f3a1b." in message.callback_url
    assert gateway.repeatability is Repeatability.QUERYABLE


@pytest.mark.parametrize("change", [{"report_key": ""}, {"public_url": ""}])
async def test_without_a_key_or_a_public_address_no_reports_are_asked_for(
    build: Callable[..., Offer], fake: SmsAeroFake, sms: Sms, change: dict[str, str]
) -> None:
    gateway = build(**change).sms
    assert gateway is not None
    await gateway.send(sms)
    assert fake.messages[0].callback_url == ""


async def test_a_wrong_number_is_refused_by_field_whatever_the_http_status(
    gateway: SmsGateway, fake: SmsAeroFake, sms: Sms
) -> None:
    fake.set_fate(sms.phone, "wrong_number")
    for status in (400, 200):
        fake.validation_status = status
        with pytest.raises(Rejected, match="number: incorrect") as refused:
            await gateway.send(sms)
        assert refused.value.field == "number"


async def test_an_empty_account_is_told_apart(gateway: SmsGateway, fake: SmsAeroFake, sms: Sms) -> None:
    fake.set_fate(sms.phone, "no_money")
    with pytest.raises(Rejected) as refused:
        await gateway.send(sms)
    assert refused.value.code == "no_money"


@pytest.mark.parametrize(
    ("told", "status", "error", "code"),
    [
        ({"result": "no credits"}, 200, Rejected, "no_money"),
        ({"result": "reject", "reason": "bad text"}, 200, Rejected, ""),
        ({"success": False, "data": None, "message": "Недостаточно средств"}, 402, Rejected, "no_money"),
        ({"success": False, "data": None, "message": "invalid credentials"}, 200, Unauthorised, ""),
        ({"success": False, "data": None, "message": None}, 200, Rejected, ""),
        ({"success": True, "data": {"id": 1, "status": 6}, "message": None}, 200, Rejected, "6"),
        ({"success": True, "data": None, "message": None}, 200, Unknown, ""),
        ({"success": True, "data": {"id": 1}, "message": None}, 500, Unknown, "500"),
        ("<html>", 200, Unknown, ""),
        ("<html>", 502, Unknown, "502"),
        ("[]", 200, Unknown, ""),
        ({"success": False, "message": "slow down"}, 429, Temporary, "429"),
        ("<html>", 404, Rejected, "404"),
    ],
)
async def test_answers_of_every_style_mean_one_of_our_errors(
    gateway: SmsGateway, fake: SmsAeroFake, sms: Sms, told: Any, status: int, error: type[Exception], code: str
) -> None:
    say(fake, "send", told, status)
    with pytest.raises(error) as raised:
        await gateway.send(sms)
    assert getattr(raised.value, "code", None) == code


async def test_wrong_credentials_are_for_a_person_to_mend(build: Callable[..., Offer], sms: Sms) -> None:
    gateway = build(api_key="wrong").sms
    assert gateway is not None
    with pytest.raises(Unauthorised):
        await gateway.send(sms)


@pytest.mark.parametrize(
    "fault", [Fault("accept_drop", "send"), Fault("accept_status", "send", status=502), Fault("cut", "send")]
)
async def test_a_lost_answer_is_unknown_and_found_by_number_text_and_time(
    gateway: SmsGateway, fake: SmsAeroFake, world: WorldClock, sms: Sms, fault: Fault
) -> None:
    await gateway.send(replace(sms, ref="older"))  # the same words, long ago
    world.jump(600)
    since = world.now()
    await gateway.send(replace(sms, ref="other", text="Другой заказ"))
    fake.faults.add(fault)
    with pytest.raises(Unknown):
        await gateway.send(sms)
    found = await gateway.find(sms, "", since)
    assert found == SmsReport("c_8f3a1b", "12347", SmsStatus.SENT, "0", "", Decimal("5.49"))


async def test_what_was_never_taken_is_not_found(
    gateway: SmsGateway, fake: SmsAeroFake, world: WorldClock, sms: Sms
) -> None:
    fake.faults.add(Fault("drop", "send"))
    with pytest.raises(Unknown):
        await gateway.send(sms)
    assert await gateway.find(sms, "", world.now()) is None
    assert await gateway.find(sms, "999", world.now()) is None


async def test_a_message_on_a_later_page_is_found(
    gateway: SmsGateway, fake: SmsAeroFake, world: WorldClock, sms: Sms
) -> None:
    await gateway.send(sms)
    for n in range(60):
        await gateway.send(replace(sms, text=f"Заказ {n}"))
    found = await gateway.find(sms, "", world.now() - timedelta(seconds=5))
    assert found is not None and found.provider_id == "12345"


async def test_more_messages_than_can_be_looked_through_are_no_proof(
    gateway: SmsGateway, fake: SmsAeroFake, world: WorldClock, sms: Sms
) -> None:
    page = {"success": True, "data": {"0": {"id": 1, "number": "79990000000", "text": "x"}, "totalCount": "999"}}
    fake.faults.add(Fault("status", "list", times=None, status=200, body=json.dumps(page)))
    with pytest.raises(Unknown):
        await gateway.find(sms, "", world.now())


@pytest.mark.parametrize(
    ("outcome", "status", "raw", "reason"),
    [
        ("delivered", SmsStatus.DELIVERED, "1", ""),
        ("undeliverable", SmsStatus.FAILED, "2", "not delivered"),
        ("rejected", SmsStatus.FAILED, "6", "rejected by the service"),
        ("no_status", SmsStatus.SENT, "4", ""),
    ],
)
async def test_the_end_of_a_message_is_told_in_our_words(
    gateway: SmsGateway,
    fake: SmsAeroFake,
    world: WorldClock,
    sms: Sms,
    outcome: str,
    status: SmsStatus,
    raw: str,
    reason: str,
) -> None:
    fake.set_fate(sms.phone, outcome)
    sent = await gateway.send(sms)
    world.jump(60)
    found = await gateway.find(sms, sent.provider_id, world.now())
    assert found == SmsReport("c_8f3a1b", "12345", status, raw, reason, Decimal("5.49"))


async def test_a_message_under_moderation_is_still_on_its_way(
    build: Callable[..., Offer], world: WorldClock, sms: Sms
) -> None:
    gateway = build(sender="NEWSHOP").sms
    assert gateway is not None
    sent = await gateway.send(sms)
    found = await gateway.find(sms, sent.provider_id, world.now())
    assert found is not None and (found.status, found.raw) == (SmsStatus.SENT, "8")


async def test_a_status_that_cannot_be_asked_is_an_error_and_not_a_no(
    gateway: SmsGateway, fake: SmsAeroFake, world: WorldClock, sms: Sms
) -> None:
    say(fake, "status", {"success": False, "data": None, "message": "Try later"})
    with pytest.raises(Rejected):
        await gateway.find(sms, "12345", world.now())
    say(fake, "list", "<html>", 502)
    with pytest.raises(Temporary):
        await gateway.find(sms, "", world.now())


async def test_the_published_examples_are_read(
    gateway: SmsGateway, fake: SmsAeroFake, sms: Sms, fixture: Callable[[str], bytes]
) -> None:
    say(fake, "send", fixture("send__accepted.json").decode())
    assert await gateway.send(sms) == SentSms("12345", None, Decimal("5.49"))
    say(fake, "send", fixture("send__validation.json").decode(), 400)
    with pytest.raises(Rejected, match="number"):
        await gateway.send(sms)
    say(fake, "send", fixture("send__stranger.json").decode(), 401)
    with pytest.raises(Unauthorised):
        await gateway.send(sms)


async def test_the_balance_tells_whether_it_can_work(gateway: SmsGateway, fake: SmsAeroFake) -> None:
    assert await gateway.check() == Health(True, "balance 1000.0 RUB", Balance(Decimal("1000.0"), "RUB"))
    say(fake, "balance", {"success": True, "data": {"balance": 0}, "message": None})
    assert not (await gateway.check()).ok
    say(fake, "balance", {"success": True, "data": [], "message": None})
    assert await gateway.check() == Health(True, "the balance is not shown")
