"""SMS under a sender name, against the fake cloud."""

from collections.abc import Callable
from decimal import Decimal

import orjson
import pytest

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.ports import Repeatability, Sms, SmsGateway, SmsStatus
from integrations.neighbour import Surroundings
from integrations.voximplant import build
from integrations.voximplant.config import VoximplantSection
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.voximplant.fake import VoximplantFake

SMS = Sms("17-night", "+79990000000", "Заказ принят")


@pytest.fixture
def gateway(make_section: Callable[..., VoximplantSection], around: Surroundings) -> SmsGateway:
    found = build(make_section(), around).sms
    assert found is not None
    return found


async def test_s0_36_one_message_goes_to_one_number(gateway: SmsGateway, fake: VoximplantFake) -> None:
    sent = await gateway.send(SMS)
    (accepted,) = fake.messages
    assert (accepted.destination, accepted.source, accepted.text) == ("79990000000", "RINGDESK", "Заказ принят")
    assert not accepted.store_body
    assert (sent.provider_id, sent.parts) == (str(accepted.message_id), 1)


async def test_s0_39_the_delivery_is_asked_by_the_messages_id(
    gateway: SmsGateway, fake: VoximplantFake, world: WorldClock
) -> None:
    since = world.now()
    sent = await gateway.send(SMS)
    first = await gateway.find(SMS, sent.provider_id, since)
    world.jump(60)
    later = await gateway.find(SMS, sent.provider_id, since)
    assert first is not None
    assert later is not None
    assert (first.status, later.status) == (SmsStatus.SENT, SmsStatus.DELIVERED)
    assert (later.ref, later.provider_id, later.raw) == ("17-night", sent.provider_id, "5")
    assert later.cost == Decimal(str(fake.messages[0].cost))


@pytest.mark.parametrize(
    ("final", "meant"),
    [
        (3, SmsStatus.FAILED),
        (4, SmsStatus.FAILED),
        (6, SmsStatus.FAILED),
        (7, SmsStatus.FAILED),
        (8, SmsStatus.UNKNOWN),
    ],
)
async def test_an_end_without_delivery_is_told(
    gateway: SmsGateway, fake: VoximplantFake, world: WorldClock, final: int, meant: SmsStatus
) -> None:
    fake.cloud.sms_delivery["79990000000"] = final
    since = world.now()
    sent = await gateway.send(SMS)
    world.jump(60)
    report = await gateway.find(SMS, sent.provider_id, since)
    assert report is not None
    assert report.status is meant


async def test_a_lost_answer_is_found_by_number_and_time(
    gateway: SmsGateway, fake: VoximplantFake, world: WorldClock
) -> None:
    since = world.now()
    fake.faults.add(Fault("accept_drop", match="A2PSendSms"))
    with pytest.raises(Unknown):
        await gateway.send(SMS)
    report = await gateway.find(SMS, "", since)
    assert report is not None
    assert report.provider_id == str(fake.messages[0].message_id)


async def test_s0_37_of_two_messages_to_one_number_nobody_can_tell(gateway: SmsGateway, world: WorldClock) -> None:
    since = world.now()
    await gateway.send(SMS)
    await gateway.send(Sms("17-reached", SMS.phone, "Спасибо"))
    assert await gateway.find(SMS, "", since) is None


async def test_what_left_before_or_to_others_is_not_ours(gateway: SmsGateway, world: WorldClock) -> None:
    await gateway.send(SMS)
    world.jump(600)
    await gateway.send(Sms("18-night", "+79990000001", "Заказ принят"))
    assert await gateway.find(SMS, "", world.now()) is None
    assert await gateway.find(SMS, "999999", world.now()) is None


@pytest.mark.parametrize(
    ("code", "kind"), [(385, Rejected), (127, Rejected), (340, Temporary), (14, Unknown), (104, Unauthorised)]
)
async def test_a_partial_failure_is_a_failure(
    gateway: SmsGateway, fake: VoximplantFake, code: int, kind: type[Exception]
) -> None:
    body = (
        '{"result":[],"failed":[{"destination_number":"79990000000","error_description":"no to 79990000000",'
        f'"error_code":{code}}}],"fragments_count":1}}'
    )
    fake.faults.add(Fault("status", status=200, body=body))
    with pytest.raises(kind) as refused:
        await gateway.send(SMS)
    assert "79990000000" not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "provider_id"),
    [('[{"transaction_id":77}]', "77"), ('{"message_id":78}', "78")],
)
async def test_older_answers_are_understood(
    gateway: SmsGateway, fake: VoximplantFake, answer: str, provider_id: str
) -> None:
    fake.faults.add(Fault("status", status=200, body=f'{{"result":{answer}}}'))
    sent = await gateway.send(SMS)
    assert (sent.provider_id, sent.parts) == (provider_id, None)


@pytest.mark.parametrize("answer", ["[]", "[{}]", "1", "null"])
async def test_a_success_without_a_message_is_unknown(gateway: SmsGateway, fake: VoximplantFake, answer: str) -> None:
    fake.faults.add(Fault("status", status=200, body=f'{{"result":{answer}}}'))
    with pytest.raises(Unknown):
        await gateway.send(SMS)


async def test_a_long_text_is_refused_before_anybody_is_asked(gateway: SmsGateway, fake: VoximplantFake) -> None:
    with pytest.raises(Rejected):
        await gateway.send(Sms("r", SMS.phone, "x" * 1601))
    assert fake.history.entries == []


async def test_a_foreign_sender_is_rejected(
    make_section: Callable[..., VoximplantSection], around: Surroundings
) -> None:
    gateway = build(make_section(sms_sender="OTHER"), around).sms
    assert gateway is not None
    with pytest.raises(Rejected) as refused:
        await gateway.send(SMS)
    assert refused.value.code == "507"


async def test_health_knows_whether_sms_is_on(gateway: SmsGateway, fake: VoximplantFake) -> None:
    assert gateway.repeatability is Repeatability.QUERYABLE
    assert (await gateway.check()).ok
    fake.account.a2p_sms_enabled = False
    health = await gateway.check()
    assert not health.ok
    assert "A2P SMS is off" in health.detail


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ({"delivery_status": "DELIVERED"}, SmsStatus.DELIVERED),
        ({"delivery_status": "5"}, SmsStatus.DELIVERED),
        ({"delivery_status": 42}, SmsStatus.UNKNOWN),
        ({"status_id": 1}, SmsStatus.SENT),
        ({"status_id": "2"}, SmsStatus.FAILED),
        ({}, SmsStatus.UNKNOWN),
    ],
)
async def test_a_status_is_read_in_words_and_numbers(
    gateway: SmsGateway, fake: VoximplantFake, world: WorldClock, row: dict[str, object], meant: SmsStatus
) -> None:
    body = orjson.dumps({"result": [{"message_id": 7, **row}]}).decode()
    fake.faults.add(Fault("status", status=200, body=body))
    report = await gateway.find(SMS, "7", world.now())
    assert report is not None
    assert report.status is meant
