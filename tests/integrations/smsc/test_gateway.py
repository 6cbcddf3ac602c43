"""Sending and asking through the real adapter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.model import Balance
from desk.ports import Health, Repeatability, SentSms, Sms, SmsGateway, SmsReport, SmsStatus
from integrations.neighbour import Offer
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.smsc.fake import SmscFake

SINCE = datetime(2026, 8, 4, 9, 59, tzinfo=UTC)


@pytest.fixture
def gateway(build: Callable[..., Offer]) -> SmsGateway:
    found = build().sms
    assert found is not None
    return found


async def test_a_message_is_sent_with_our_ref_and_its_parts_and_price_come_back(
    gateway: SmsGateway, fake: SmscFake, sms: Sms
) -> None:
    assert await gateway.send(sms) == SentSms("c_8f3a1b", 1, Decimal("1.44"))
    (arrived,) = fake.inbox(sms.phone)
    assert (arrived.text, arrived.sender) == (sms.text, "MYSHOP")
    assert gateway.repeatability is Repeatability.QUERYABLE


async def test_the_key_opens_the_account_without_a_password(
    build: Callable[..., Offer], fake: SmscFake, sms: Sms
) -> None:
    gateway = build(login="", password="", api_key="key-1", sender="").sms
    assert gateway is not None
    await gateway.send(sms)
    assert len(fake.inbox(sms.phone)) == 1


async def test_secrets_travel_in_the_body_only(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    await gateway.send(sms)
    (asked,) = fake.history.find("smsc", "request")
    assert asked.data["path"] == "/sys/send.php"


async def test_a_foreign_number_keeps_its_plus_so_that_nobody_repairs_it(
    gateway: SmsGateway, fake: SmscFake, sms: Sms
) -> None:
    await gateway.send(replace(sms, phone="+81312345678"))
    assert len(fake.inbox("81312345678")) == 1
    assert fake.inbox("71312345678") == []


@pytest.mark.parametrize(
    ("outcome", "code", "field"),
    [
        ("no_money", "no_money", ""),
        ("forbidden", "6", "text"),
        ("wrong_number", "7", "phone"),
        ("no_route", "8", "phone"),
    ],
)
async def test_a_refusal_is_for_good_and_names_its_field(
    gateway: SmsGateway, fake: SmscFake, sms: Sms, outcome: str, code: str, field: str
) -> None:
    fake.set_fate(sms.phone, outcome)
    with pytest.raises(Rejected) as refused:
        await gateway.send(sms)
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_a_blocked_address_waits_for_minutes(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    fake.ip_blocked = True
    with pytest.raises(Temporary) as refused:
        await gateway.send(sms)
    assert refused.value.retry_after == 300


async def test_wrong_credentials_are_for_a_person_to_mend(build: Callable[..., Offer], sms: Sms) -> None:
    gateway = build(password="wrong").sms
    assert gateway is not None
    with pytest.raises(Unauthorised):
        await gateway.send(sms)
    with pytest.raises(Unauthorised):
        await gateway.check()


async def test_a_repeat_within_a_minute_is_unknown_and_the_look_up_decides(
    gateway: SmsGateway, fake: SmscFake, sms: Sms
) -> None:
    await gateway.send(sms)
    with pytest.raises(Unknown):
        await gateway.send(sms)
    found = await gateway.find(sms, "", SINCE)
    assert found is not None and found.status is SmsStatus.SENT
    assert len(fake.inbox(sms.phone)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("accept_drop", "send"),
        Fault("accept_status", "send", status=502, body="<html>"),
        Fault("accept_status", "send", status=200, body="<html>"),
        Fault("accept_status", "send", status=200, body="{}", content_type="application/json"),
        Fault("cut", "send"),
    ],
)
async def test_a_lost_answer_is_unknown_and_found_by_our_ref(
    gateway: SmsGateway, fake: SmscFake, sms: Sms, fault: Fault
) -> None:
    fake.faults.add(fault)
    with pytest.raises(Unknown):
        await gateway.send(sms)
    assert await gateway.find(sms, "", SINCE) == SmsReport(
        "c_8f3a1b", "c_8f3a1b", SmsStatus.SENT, "-1", "", Decimal("1.44")
    )


async def test_a_message_that_never_came_there_is_not_found(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    fake.faults.add(Fault("drop", "send"))
    with pytest.raises(Unknown):
        await gateway.send(sms)
    assert await gateway.find(sms, "", SINCE) is None


async def test_a_closed_door_and_a_429_are_worth_another_try(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    fake.faults.add(Fault("status", "send", status=429, headers={"Retry-After": "7"}))
    with pytest.raises(Temporary) as refused:
        await gateway.send(sms)
    assert refused.value.retry_after == 7
    await fake.unplug()
    with pytest.raises(Temporary):
        await gateway.send(sms)


@pytest.mark.parametrize(
    ("outcome", "status", "raw", "reason"),
    [
        ("delivered", SmsStatus.DELIVERED, "1", ""),
        ("unavailable", SmsStatus.FAILED, "25", "out of coverage"),
        ("undeliverable", SmsStatus.FAILED, "20", "subscriber is blocked"),
        ("spam_later", SmsStatus.FAILED, "23", "taken for spam"),
    ],
)
async def test_the_end_of_a_message_is_told_in_our_words(
    gateway: SmsGateway,
    fake: SmscFake,
    world: WorldClock,
    sms: Sms,
    outcome: str,
    status: SmsStatus,
    raw: str,
    reason: str,
) -> None:
    fake.set_fate(sms.phone, outcome)
    sent = await gateway.send(sms)
    world.jump(3600)
    found = await gateway.find(sms, sent.provider_id, SINCE)
    assert found is not None
    assert (found.status, found.raw, found.reason) == (status, raw, reason)


async def test_asking_too_often_waits_a_minute(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    for _ in range(5):
        await gateway.find(sms, "", SINCE)
    with pytest.raises(Temporary) as refused:
        await gateway.find(sms, "", SINCE)
    assert refused.value.retry_after == 60


async def test_the_published_examples_are_read(
    gateway: SmsGateway, fake: SmscFake, sms: Sms, fixture: Callable[[str], bytes]
) -> None:
    def answer(operation: str, name: str) -> None:
        fake.faults.add(Fault("status", operation, status=200, body=fixture(name).decode()))

    answer("send", "send__accepted.json")
    assert await gateway.send(sms) == SentSms("c_8f3a1b", 1, Decimal("1.44"))
    answer("send", "send__duplicate.json")
    with pytest.raises(Unknown):
        await gateway.send(sms)
    answer("status", "status__delivered.json")
    assert await gateway.find(sms, "", SINCE) == SmsReport("c_8f3a1b", "c_8f3a1b", SmsStatus.DELIVERED, "1")


@pytest.mark.parametrize(
    ("body", "health"),
    [
        (
            '{"balance":"100.01","currency":"RUR"}',
            Health(True, "balance 100.01 RUB", Balance(Decimal("100.01"), "RUB")),
        ),
        ('{"balance":"-5","currency":"RUR"}', Health(False, "balance -5 RUB", Balance(Decimal(-5), "RUB"))),
        ('{"balance":"-5","credit":"50"}', Health(True, "balance -5", Balance(Decimal(-5), ""))),
        ("{}", Health(True, "the balance is not shown")),
    ],
)
async def test_the_balance_tells_whether_it_can_work(
    gateway: SmsGateway, fake: SmscFake, body: str, health: Health
) -> None:
    fake.faults.add(Fault("status", "balance", status=200, body=body))
    assert await gateway.check() == health


async def test_the_balance_of_the_account_is_asked(gateway: SmsGateway, fake: SmscFake) -> None:
    assert (await gateway.check()).balance == Balance(Decimal("1000.00"), "RUB")
    fake.faults.add(Fault("status", "balance", status=200, body="<html>"))
    with pytest.raises(Temporary):
        await gateway.check()


async def test_numbers_in_the_words_of_a_refusal_are_hidden(gateway: SmsGateway, fake: SmscFake, sms: Sms) -> None:
    body: Any = '{"error":"bad number 79990000000","error_code":7}'
    fake.faults.add(Fault("status", "send", status=200, body=body))
    with pytest.raises(Rejected, match=r"\+7 999 \*\*\*-\*\*-00"):
        await gateway.send(sms)
