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
from desk.ports import Health, Repeatability, SentSms, Sms, SmsGateway, SmsStatus
from integrations.neighbour import Offer
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.kit.listener import Listener
from sandbox.twilio.fake import TwilioFake


@pytest.fixture
def gateway(build: Callable[..., Offer]) -> SmsGateway:
    found = build().sms
    assert found is not None
    return found


def say(fake: TwilioFake, operation: str, told: Any, status: int = 200) -> None:
    body = told if isinstance(told, str) else json.dumps(told)
    fake.faults.add(Fault("status", operation, status=status, body=body))


async def test_a_message_is_sent_with_our_ref_in_its_callback(
    gateway: SmsGateway, fake: TwilioFake, listener: Listener, sms: Sms
) -> None:
    sent = await gateway.send(sms)
    (message,) = fake.messages
    assert sent == SentSms(message.key, 1, None)
    assert (message.number, message.text, message.sender) == ("79990000000", sms.text, "+12025550100")
    assert message.callback == f"{listener.url}/hooks/twilio?ref=c_8f3a1b"
    assert gateway.repeatability is Repeatability.QUERYABLE


async def test_a_messaging_service_sends_and_counts_later(
    build: Callable[..., Offer], fake: TwilioFake, sms: Sms
) -> None:
    fake.senders.services["MG01"] = "+12025550100"  # type: ignore[index]
    gateway = build(public_url="", from_number="", messaging_service_sid="MG01").sms
    assert gateway is not None
    assert (await gateway.send(sms)).parts is None
    assert (fake.messages[0].service, fake.messages[0].callback) == ("MG01", "")


@pytest.mark.parametrize(
    ("outcome", "code", "field"),
    [
        ("wrong_number", "21211", "phone"),
        ("not_mobile", "21614", "phone"),
        ("unverified", "21608", "phone"),
        ("no_route", "21612", "phone"),
        ("opted_out", "opted_out", ""),
    ],
)
async def test_a_refusal_is_for_good_and_hides_the_number(
    gateway: SmsGateway, fake: TwilioFake, sms: Sms, outcome: str, code: str, field: str
) -> None:
    fake.set_fate(sms.phone, outcome)
    with pytest.raises(Rejected) as refused:
        await gateway.send(sms)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert "79990000000" not in str(refused.value)


async def test_a_foreign_sender_and_a_long_text_are_refused_by_field(
    build: Callable[..., Offer], sms: Sms, gateway: SmsGateway
) -> None:
    stranger = build(from_number="+12025550199").sms
    assert stranger is not None
    with pytest.raises(Rejected) as refused:
        await stranger.send(sms)
    assert refused.value.field == "from_number"
    with pytest.raises(Rejected) as refused:
        await gateway.send(replace(sms, text="x" * 1601))
    assert refused.value.field == "text"


async def test_a_full_queue_and_too_many_requests_wait(gateway: SmsGateway, fake: TwilioFake, sms: Sms) -> None:
    fake.set_fate(sms.phone, "queue_full")
    with pytest.raises(Temporary) as refused:
        await gateway.send(sms)
    assert refused.value.retry_after == 300
    fake.fail_busy()
    with pytest.raises(Temporary) as refused:
        await gateway.send(sms)
    assert refused.value.code == "429"


async def test_wrong_credentials_are_for_a_person_to_mend(build: Callable[..., Offer], sms: Sms) -> None:
    gateway = build(auth_token="wrong").sms
    assert gateway is not None
    with pytest.raises(Unauthorised):
        await gateway.send(sms)
    with pytest.raises(Unauthorised):
        await gateway.check()


@pytest.mark.parametrize(("told", "status"), [("<html>", 201), ("[]", 201), ({"x": 1}, 201), ("<html>", 503)])
async def test_an_answer_without_a_message_is_unknown(
    gateway: SmsGateway, fake: TwilioFake, sms: Sms, told: Any, status: int
) -> None:
    say(fake, "send", told, status)
    with pytest.raises(Unknown):
        await gateway.send(sms)


@pytest.mark.parametrize(
    "fault", [Fault("accept_drop", "send"), Fault("accept_status", "send", status=502), Fault("cut", "send")]
)
async def test_a_lost_answer_is_unknown_and_found_by_number_text_and_time(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms, fault: Fault
) -> None:
    await gateway.send(replace(sms, ref="older"))  # the same words, long ago
    world.jump(600)
    since = world.now()
    await gateway.send(replace(sms, ref="other", text="Другой заказ"))
    fake.faults.add(fault)
    with pytest.raises(Unknown):
        await gateway.send(sms)
    found = await gateway.find(sms, "", since)
    assert found is not None
    assert (found.ref, found.provider_id, found.status) == ("c_8f3a1b", fake.messages[2].key, SmsStatus.SENT)


async def test_what_was_never_taken_is_not_found(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms
) -> None:
    await gateway.send(replace(sms, text="Другой заказ"))
    fake.faults.add(Fault("drop", "send"))
    with pytest.raises(Unknown):
        await gateway.send(sms)
    assert await gateway.find(sms, "", world.now()) is None
    assert await gateway.find(sms, "SM404", world.now()) is None


async def test_a_message_on_a_later_page_is_found(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms
) -> None:
    first = await gateway.send(sms)
    for n in range(110):
        await gateway.send(replace(sms, text=f"Order {n}"))
    found = await gateway.find(sms, "", world.now() - timedelta(seconds=5))
    assert found is not None and found.provider_id == first.provider_id


async def test_more_messages_than_can_be_looked_through_are_no_proof(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms
) -> None:
    page = {"messages": [{"sid": "SM1"}], "next_page_uri": "/2010-04-01/Accounts/AC01/Messages.json?Page=1"}
    fake.faults.add(Fault("status", "list", times=None, status=200, body=json.dumps(page)))
    with pytest.raises(Unknown):
        await gateway.find(sms, "", world.now())


async def test_a_page_elsewhere_is_not_followed(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms
) -> None:
    say(fake, "list", {"messages": [], "next_page_uri": "http://127.0.0.1:1/"})
    assert await gateway.find(sms, "", world.now()) is None


async def test_a_trial_account_puts_words_before_the_text(
    gateway: SmsGateway, fake: TwilioFake, world: WorldClock, sms: Sms
) -> None:
    body = f"Sent from your Twilio trial account - {sms.text}"
    say(fake, "list", {"messages": [{"sid": "SM1", "body": body, "direction": "outbound-api", "status": "sent"}]})
    found = await gateway.find(sms, "", world.now())
    assert found is not None and found.provider_id == "SM1"


@pytest.mark.parametrize(
    ("outcome", "status", "raw", "reason"),
    [
        ("delivered", SmsStatus.DELIVERED, "delivered", ""),
        ("undeliverable", SmsStatus.FAILED, "undelivered", "the phone cannot be reached"),
        ("failed", SmsStatus.FAILED, "failed", "the operator gave no reason"),
    ],
)
async def test_the_end_of_a_message_is_told_in_our_words(
    gateway: SmsGateway,
    fake: TwilioFake,
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
    assert found is not None
    assert (found.status, found.raw, found.reason, found.cost) == (status, raw, reason, Decimal("0.00790"))


async def test_the_published_examples_are_read(
    gateway: SmsGateway, fake: TwilioFake, sms: Sms, fixture: Callable[[str], bytes]
) -> None:
    say(fake, "send", fixture("send__queued.json").decode(), 201)
    assert await gateway.send(sms) == SentSms("SM0123456789abcdef0123456789abcdef", 1)
    say(fake, "send", fixture("send__wrong_number.json").decode(), 400)
    with pytest.raises(Rejected, match=r"\+7 999 \*\*\*-\*\*-00"):
        await gateway.send(sms)
    problem = {"type": "about:blank", "title": "Bad", "status": 400, "code": 21617, "detail": "too long"}
    say(fake, "send", problem, 400)
    with pytest.raises(Rejected, match="21617: too long"):
        await gateway.send(sms)


async def test_the_balance_tells_whether_it_can_work(gateway: SmsGateway, fake: TwilioFake) -> None:
    assert await gateway.check() == Health(True, "balance 50.00 USD", Balance(Decimal("50.00"), "USD"))
    say(fake, "balance", {"balance": "-0.10", "currency": "USD"})
    assert not (await gateway.check()).ok
    say(fake, "balance", {"account_sid": "AC01"})
    assert await gateway.check() == Health(True, "the balance is not shown")
