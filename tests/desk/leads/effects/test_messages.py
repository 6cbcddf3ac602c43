"""An SMS goes out once, and a lost answer is asked about."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.effects.bench import Bench
from desk.leads.effects.messages import LOOK_AGAIN, CheckSms, SendSms
from desk.leads.effects.outcome import Again, Done
from desk.leads.model import Lead, LeadStatus
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.work import CHECK_SMS
from desk.ports import CallReport, Disposition, SmsReport, SmsStatus
from tests.desk.leads.conftest import ANNA, make_rules
from tests.desk.leads.effects.conftest import DeathError, Fate, Room

REGISTERED = events.Registered("paper", "1")


def text(lead: Lead, kind: SmsKind) -> str:
    return f"{kind.value} for {lead.id}"


def send(room: Room) -> SendSms:
    return SendSms(room.bench, room.gateway, text)


def check(room: Room) -> CheckSms:
    return CheckSms(room.bench, room.gateway)


async def reached(room: Room) -> str:
    """A lead that owes its customer one message; returns its ref."""
    report = CallReport("", "s", Disposition.ANSWERED)
    lead = await room.open(REGISTERED, events.CallAsked(1), events.CallEnded(1, report))
    return lead.messages[0].ref


async def record(room: Room) -> SmsRecord:
    return (await room.lead()).messages[0]


async def test_s0_39_s0_51_the_message_goes_out_and_the_answer_is_kept(room: Room) -> None:
    ref = await reached(room)
    await send(room)(room.lead_id, ref)
    (sms,) = room.gateway.accepted
    assert (sms.ref, sms.phone, sms.text) == (ref, "+79161234567", f"reached for {room.lead_id}")
    kept = await record(room)
    assert (kept.status, kept.provider_id, kept.text, kept.to) == (SmsStatus.SENT, "id-1", sms.text, sms.phone)


async def test_s0_38_what_is_not_for_the_night_waits_for_the_hours(room: Room) -> None:
    """The gateway was down till after closing: the message of the talk goes out in the morning."""
    ref = await reached(room)
    room.clock.turn_to(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))  # 21:00 in Moscow
    morning = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert await send(room)(room.lead_id, ref) == Again(morning)
    assert (room.gateway.accepted, (await record(room)).status) == ([], None)
    room.clock.turn_to(morning)
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == 1


async def test_x_02_a_paused_source_has_its_messages_look_again(room: Room) -> None:
    ref, later = await reached(room), room.clock.now() + timedelta(hours=2)
    bench = Bench(room.store, room.service, room.clock, held=lambda _source, _lead_id, _now: later)
    assert await SendSms(bench, room.gateway, text)(room.lead_id, ref) == Again(later)
    assert (room.gateway.accepted, (await record(room)).status) == ([], None)


async def test_a_message_for_hours_that_never_come_is_given_up_in_words(room: Room) -> None:
    ref = await reached(room)
    room.rules = make_rules(hours="Mon-Sun closed")
    await send(room)(room.lead_id, ref)
    assert (room.gateway.accepted, (await record(room)).status) == ([], SmsStatus.FAILED)
    assert (await room.whats())[-1] == "sms_failed"


async def test_s0_37_the_same_job_twice_is_one_message(room: Room) -> None:
    ref = await reached(room)
    await send(room)(room.lead_id, ref)
    assert await send(room)(room.lead_id, ref) == Done("asked for before")
    assert len(room.gateway.accepted) == 1


@pytest.mark.parametrize("where", ["before", "after"])
async def test_s0_37_a_death_between_intent_and_answer_sends_nothing_twice(room: Room, where: str) -> None:
    ref = await reached(room)
    setattr(room.gateway.turns, where, [DeathError()])
    with pytest.raises(DeathError):
        await send(room)(room.lead_id, ref)
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == (where == "after")
    assert (await record(room)).status is SmsStatus.UNKNOWN
    assert CHECK_SMS in await room.owed()


async def test_f_03_wherever_the_process_dies_there_is_at_most_one_message(room: Room) -> None:
    moments = 0
    while True:
        room.gateway.accepted.clear()
        fate = Fate(fatal=moments + 1)
        ref = await reached(room)
        try:
            await SendSms(room.mortal(fate), room.gateway, text)(room.lead_id, ref)
        except DeathError:
            moments += 1
            for _ in range(3):
                await SendSms(room.mortal(Fate()), room.gateway, text)(room.lead_id, ref)
        assert len(room.gateway.accepted) <= 1
        if fate.passed < fate.fatal:
            break
    assert moments == 6
    assert len(room.gateway.accepted) == 1


async def test_a_lost_answer_is_not_repeated_but_asked_about(room: Room) -> None:
    ref = await reached(room)
    room.gateway.turns.after = [Unknown("read timeout")]
    await send(room)(room.lead_id, ref)
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == 1
    assert (await record(room)).status is SmsStatus.UNKNOWN


@pytest.mark.parametrize("error", [Temporary("503"), Unauthorised("wrong password")])
async def test_x_03_what_was_certainly_not_sent_is_sent_later(room: Room, error: DeskError) -> None:
    ref = await reached(room)
    room.gateway.turns.before = [error]
    with pytest.raises(type(error)):
        await send(room)(room.lead_id, ref)
    assert (await record(room)).status is None
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == 1


async def test_s0_05_a_refused_message_is_kept_with_the_reason(room: Room) -> None:
    ref = await reached(room)
    room.gateway.turns.before = [Rejected("the sender is not registered")]
    with pytest.raises(Rejected):
        await send(room)(room.lead_id, ref)
    kept = await record(room)
    assert (kept.status, kept.reason) == (SmsStatus.FAILED, "the sender is not registered")
    assert (await room.lead()).status is LeadStatus.REACHED


async def test_x_08_a_message_given_up_has_failed(room: Room) -> None:
    ref = await reached(room)
    await send(room).give_up(room.lead_id, ref, "503 for three hours")
    assert (await record(room)).status is SmsStatus.FAILED


async def test_a_message_given_up_in_the_middle_may_have_gone_out(room: Room) -> None:
    ref = await reached(room)
    room.gateway.turns.after = [ValueError("an answer nobody can read")]
    with pytest.raises(ValueError, match="nobody"):
        await send(room)(room.lead_id, ref)
    await send(room).give_up(room.lead_id, ref, "too often")
    assert (await record(room)).status is SmsStatus.UNKNOWN
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == 1


async def test_x_08_a_message_that_was_refused_may_be_sent_when_a_person_tries_again(room: Room) -> None:
    ref = await reached(room)
    room.gateway.turns.before = [Rejected("no money")]
    with pytest.raises(Rejected):
        await send(room)(room.lead_id, ref)
    await send(room)(room.lead_id, ref)
    assert ((await record(room)).status, (await record(room)).reason) == (SmsStatus.SENT, "")


async def test_giving_up_does_not_undo_what_was_delivered(room: Room) -> None:
    ref = await reached(room)
    await send(room)(room.lead_id, ref)
    await room.tell(events.SmsReported(ref, SmsReport(ref, "id-1", SmsStatus.DELIVERED)))
    await send(room).give_up(room.lead_id, ref, "late")
    assert (await record(room)).status is SmsStatus.DELIVERED


async def asleep(room: Room) -> str:
    room.clock.turn(12 * 3600)
    return (await room.open(REGISTERED)).messages[0].ref


async def test_s0_36_the_night_message_goes_to_a_sleeping_lead(room: Room) -> None:
    ref = await asleep(room)
    await send(room)(room.lead_id, ref)
    assert [it.text for it in room.gateway.accepted] == [f"night for {room.lead_id}"]


async def test_s0_36_the_night_message_is_not_wanted_once_the_lead_is_awake(room: Room) -> None:
    ref = await asleep(room)
    await room.tell(events.Claimed(ANNA))
    assert await send(room)(room.lead_id, ref) == Done("not wanted any more")
    assert room.gateway.accepted == []


async def test_the_other_messages_are_wanted_after_a_claim_too(room: Room) -> None:
    ref = await reached(room)
    await room.tell(events.Claimed(ANNA))
    await send(room)(room.lead_id, ref)
    assert len(room.gateway.accepted) == 1


async def unsure(room: Room) -> str:
    ref = await reached(room)
    room.gateway.turns.after = [Unknown("read timeout")]
    await send(room)(room.lead_id, ref)
    return ref


@pytest.mark.parametrize("status", [SmsStatus.SENT, SmsStatus.DELIVERED, SmsStatus.FAILED])
async def test_what_the_gateway_knows_of_a_lost_message_is_kept(room: Room, status: SmsStatus) -> None:
    ref = await unsure(room)
    room.gateway.reports[ref] = SmsReport(ref, "id-9", status)
    assert await check(room)(room.lead_id, ref) == Done()
    assert ((await record(room)).status, (await record(room)).provider_id) == (status, "id-9")
    assert room.gateway.asked_about[0].text == room.gateway.accepted[0].text


@pytest.mark.parametrize("answer", [None, SmsReport("", "id-9", SmsStatus.UNKNOWN, "strange word")])
async def test_a_message_nobody_knows_is_asked_about_for_half_an_hour(room: Room, answer: SmsReport | None) -> None:
    ref = await unsure(room)
    if answer:
        room.gateway.reports[ref] = answer
    begun = room.clock.now()
    looks: list[timedelta] = []
    at: datetime | None = begun
    while at:
        room.clock.turn_to(at)
        looks.append(at - begun)
        outcome = await check(room)(room.lead_id, ref)
        at = None if isinstance(outcome, Done) else outcome.at
    assert tuple(looks) == (timedelta(0), *LOOK_AGAIN)
    assert (await record(room)).status is SmsStatus.UNKNOWN
    assert len(room.gateway.accepted) == 1


async def test_a_message_that_was_heard_of_is_not_asked_about(room: Room) -> None:
    ref = await unsure(room)
    await room.tell(events.SmsReported(ref, SmsReport(ref, "id-9", SmsStatus.DELIVERED)))
    assert await check(room)(room.lead_id, ref) == Done("more is known by now")
    assert room.gateway.asked_about == []


@pytest.mark.parametrize("error", [Temporary("503"), Unauthorised("key"), Rejected("no"), Unknown("lost")])
async def test_a_question_that_fails_changes_nothing(room: Room, error: DeskError) -> None:
    ref = await unsure(room)
    room.gateway.turns.before = [error]
    with pytest.raises(type(error)):
        await check(room)(room.lead_id, ref)
    assert (await record(room)).status is SmsStatus.UNKNOWN


async def answered(room: Room, *, at_once: bool) -> str:
    """A lead whose seller has written to the customer after closing; returns the message's ref."""
    lead = await room.open(REGISTERED, events.Claimed(ANNA), events.AnswerAsked(ANNA, "Заказ готов", at_once=at_once))
    room.clock.turn_to(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))  # 21:00 in Moscow
    return lead.messages[-1].ref


async def test_x_18_an_answer_waits_for_the_hours_and_keeps_its_words(room: Room) -> None:
    ref = await answered(room, at_once=False)
    morning = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert await send(room)(room.lead_id, ref) == Again(morning)
    room.clock.turn_to(morning)
    await send(room)(room.lead_id, ref)
    assert [it.text for it in room.gateway.accepted] == ["Заказ готов"]


async def test_x_18_an_answer_that_may_go_at_night_goes(room: Room) -> None:
    ref = await answered(room, at_once=True)
    await send(room)(room.lead_id, ref)
    assert [(it.ref, it.text) for it in room.gateway.accepted] == [(ref, "Заказ готов")]
