"""A robot call is started once per attempt, stopped on a claim, and looked up when nobody reports."""

from datetime import timedelta

import pytest

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.effects.bench import Bench
from desk.leads.effects.calls import CheckCall, PlaceCall, StopCall
from desk.leads.effects.outcome import Again, Done
from desk.leads.model import LeadStatus, Trouble
from desk.leads.work import STOP_CALL
from desk.ports import CallReport, Disposition
from tests.desk.leads.conftest import ANNA
from tests.desk.leads.effects.conftest import DeathError, Fate, Room

REGISTERED = events.Registered("paper", "1")


def place(room: Room) -> PlaceCall:
    return PlaceCall(room.bench, room.caller)


async def started(room: Room) -> None:
    await room.open(REGISTERED)
    await place(room)(room.lead_id, 1)


async def test_s0_42_the_call_is_started_with_its_token(room: Room) -> None:
    await started(room)
    lead = await room.lead()
    assert room.caller.accepted == [lead.calls[0].token]
    assert (lead.calls[0].asked_at, lead.calls[0].started_at) == (room.clock.now(), room.clock.now())
    assert lead.calls[0].provider_id == f"session of {lead.calls[0].token}"


async def test_x_02_a_paused_source_has_its_calls_look_again_and_asks_nobody(room: Room) -> None:
    await room.open(REGISTERED)
    later = room.clock.now() + timedelta(hours=2)
    held = {"site": later}
    bench = Bench(room.store, room.service, room.clock, held=lambda source, _lead_id, _now: held.get(source))
    assert await PlaceCall(bench, room.caller)(room.lead_id, 1) == Again(later)
    assert (room.caller.accepted, (await room.lead()).calls[0].asked_at) == ([], None)
    held.clear()
    await PlaceCall(bench, room.caller)(room.lead_id, 1)
    assert len(room.caller.accepted) == 1


async def test_s0_53_the_same_job_twice_is_one_call(room: Room) -> None:
    await started(room)
    assert await place(room)(room.lead_id, 1) == Done("asked for before")
    assert len(room.caller.accepted) == 1


@pytest.mark.parametrize("where", ["before", "after"])
async def test_s0_53_a_death_between_intent_and_answer_calls_nobody_twice(room: Room, where: str) -> None:
    setattr(room.caller.turns, where, [DeathError()])
    await room.open(REGISTERED)
    with pytest.raises(DeathError):
        await place(room)(room.lead_id, 1)
    room.caller.turns.before.clear()
    await place(room)(room.lead_id, 1)
    assert len(room.caller.accepted) == (where == "after")
    assert (await room.whats())[-1] == "call_unsure"
    assert (await room.lead()).status is LeadStatus.CALLING  # the report, the history or the deadline decide


async def test_f_03_wherever_the_process_dies_there_is_at_most_one_call(room: Room) -> None:
    moments = 0
    while True:
        room.caller.accepted.clear()
        fate = Fate(fatal=moments + 1)
        await room.open(REGISTERED, order=None)
        try:
            await PlaceCall(room.mortal(fate), room.caller)(room.lead_id, 1)
        except DeathError:
            moments += 1
            for _ in range(3):
                await PlaceCall(room.mortal(Fate()), room.caller)(room.lead_id, 1)
        assert len(room.caller.accepted) <= 1
        await room.tell(events.OutcomeSet(ANNA, LeadStatus.LOST))  # frees the ref for the next round
        if fate.passed < fate.fatal:
            break
    assert moments == 6  # two commits and one request, each before and after
    assert len(room.caller.accepted) == 1


async def test_a_lost_answer_is_waited_for_and_not_repeated(room: Room) -> None:
    room.caller.turns.after = [Unknown("read timeout")]
    await room.open(REGISTERED)
    await place(room)(room.lead_id, 1)
    await place(room)(room.lead_id, 1)
    assert len(room.caller.accepted) == 1
    assert (await room.lead()).status is LeadStatus.CALLING


async def test_x_03_a_call_that_was_certainly_not_taken_is_tried_again_under_its_number(room: Room) -> None:
    room.caller.turns.before = [Temporary("429", retry_after=3)]
    await room.open(REGISTERED)
    with pytest.raises(Temporary):
        await place(room)(room.lead_id, 1)
    assert (await room.lead()).calls[0].asked_at is None
    await place(room)(room.lead_id, 1)
    assert len(room.caller.accepted) == len((await room.lead()).calls) == 1


async def test_s0_05_a_refused_call_is_a_persons(room: Room) -> None:
    room.caller.turns.before = [Rejected("no money")]
    await room.open(REGISTERED)
    await place(room)(room.lead_id, 1)
    lead = await room.lead()
    assert (lead.status, lead.trouble, lead.trouble_text) == (LeadStatus.MANUAL, Trouble.CALL_FAILED, "no money")


async def test_s0_05_refused_credentials_of_telephony_are_a_persons_and_the_trouble_is_told(room: Room) -> None:
    refusal = Unauthorised("bad key")
    room.caller.turns.before = [refusal]
    await room.open(REGISTERED)
    outcome = await place(room)(room.lead_id, 1)
    assert isinstance(outcome, Done)
    assert outcome.trouble is refusal
    assert (await room.lead()).trouble is Trouble.CALL_TOKEN
    assert await place(room)(room.lead_id, 1) == Done("not wanted any more")


async def test_x_08_a_call_given_up_is_a_persons(room: Room) -> None:
    await room.open(REGISTERED)
    await place(room).give_up(room.lead_id, 1, "503 for three hours")
    lead = await room.lead()
    assert (lead.status, lead.trouble_text) == (LeadStatus.MANUAL, "503 for three hours")


async def test_d_04_a_planned_call_does_not_ring_after_a_claim(room: Room) -> None:
    await room.open(REGISTERED, events.Claimed(ANNA))
    assert await place(room)(room.lead_id, 1) == Done("not wanted any more")
    assert room.caller.accepted == []


async def test_s0_38_the_hours_are_checked_again_just_before_the_call(room: Room) -> None:
    await room.open(REGISTERED)
    room.clock.turn(10 * 3600)  # planned at noon, telephony came back in the evening
    assert await place(room)(room.lead_id, 1) == Done("closed")
    lead = await room.lead()
    assert (room.caller.accepted, lead.calls, lead.status) == ([], (), LeadStatus.WAITING_HOURS)


async def test_d_04_a_claim_ends_a_call_on_the_line(room: Room) -> None:
    await started(room)
    await room.tell(events.Claimed(ANNA))
    await StopCall(room.bench, room.caller)(room.lead_id, 1)
    assert room.caller.stopped == [f"https://stop.example/{room.caller.accepted[0]}"]


async def test_d_04_a_claim_that_overtakes_the_providers_answer_ends_the_call_all_the_same(room: Room) -> None:
    await room.open(REGISTERED, events.CallAsked(1), events.Claimed(ANNA))
    stop = StopCall(room.bench, room.caller)
    assert await stop(room.lead_id, 1) == Done("nothing to stop")
    await room.store.write(lambda books: books.jobs.cancel(f"{STOP_CALL}:{room.lead_id}:1"))
    answer = await room.caller.start((await room.lead()).calls[0].token)
    await room.tell(events.CallStarted(1, answer))
    assert STOP_CALL in await room.owed()
    await stop(room.lead_id, 1)
    assert room.caller.stopped == [answer.stop_address]


async def test_a_call_that_has_ended_is_not_stopped(room: Room) -> None:
    await started(room)
    report = CallReport(room.caller.accepted[0], "s", Disposition.ANSWERED)
    await room.tell(events.CallEnded(1, report))
    assert await StopCall(room.bench, room.caller)(room.lead_id, 1) == Done("nothing to stop")


async def test_s0_46_a_call_nobody_reports_is_looked_up_at_growing_intervals(room: Room) -> None:
    await started(room)
    begun = room.clock.now()
    check = CheckCall(room.bench, room.caller)
    looks = []
    at = begun + room.rules.history_checks[0]
    while True:
        room.clock.turn_to(at)
        looks.append(room.clock.now() - begun)
        outcome = await check(room.lead_id, 1)
        if isinstance(outcome, Done):
            break
        at = outcome.at
    assert tuple(looks) == room.rules.history_checks
    assert outcome == Done("the provider does not know it either")
    assert room.caller.asked_about[0] == (room.caller.accepted[0], begun)


async def test_s0_46_what_the_history_knows_moves_the_lead(room: Room) -> None:
    await started(room)
    token = room.caller.accepted[0]
    room.caller.reports[token] = CallReport(token, "s", Disposition.ANSWERED, "answered", talk_seconds=12)
    assert await CheckCall(room.bench, room.caller)(room.lead_id, 1) == Done()
    lead = await room.lead()
    assert (lead.status, lead.calls[0].talk_seconds) == (LeadStatus.REACHED, 12)


async def test_s0_47_the_history_after_the_deadline_fills_the_record_and_starts_nothing(room: Room) -> None:
    await started(room)
    room.clock.turn(601)
    await room.tell(events.TimeCame())
    token = room.caller.accepted[0]
    room.caller.reports[token] = CallReport(token, "s", Disposition.BUSY, "busy")
    await CheckCall(room.bench, room.caller)(room.lead_id, 1)
    lead = await room.lead()
    assert (lead.status, lead.calls[0].result, len(lead.calls)) == (LeadStatus.MANUAL, Disposition.BUSY, 1)


@pytest.mark.parametrize("error", [Temporary("503"), Unauthorised("key"), Rejected("no"), Unknown("lost")])
async def test_a_look_that_fails_changes_nothing(room: Room, error: DeskError) -> None:
    await started(room)
    before = await room.lead()
    room.caller.turns.before = [error]
    with pytest.raises(type(error)):
        await CheckCall(room.bench, room.caller)(room.lead_id, 1)
    assert await room.lead() == before


async def test_a_known_result_is_not_asked_for(room: Room) -> None:
    await started(room)
    await room.tell(events.CallEnded(1, CallReport(room.caller.accepted[0], "s", Disposition.BUSY)))
    assert await CheckCall(room.bench, room.caller)(room.lead_id, 1) == Done("the result is known")
    assert room.caller.asked_about == []


async def test_a_taken_back_intent_is_not_asked_about(room: Room) -> None:
    room.caller.turns.before = [Temporary("429")]
    await room.open(REGISTERED)
    with pytest.raises(Temporary):
        await place(room)(room.lead_id, 1)
    assert isinstance(await CheckCall(room.bench, room.caller)(room.lead_id, 1), Done)
    assert room.caller.asked_about == []


async def test_the_first_look_comes_when_the_rules_say(room: Room) -> None:
    await started(room)
    outcome = await CheckCall(room.bench, room.caller)(room.lead_id, 1)
    assert outcome == Again(room.clock.now() + timedelta(minutes=2))
