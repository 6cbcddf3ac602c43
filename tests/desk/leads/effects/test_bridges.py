"""A bridge is placed once, by the same hand as the robot's calls, and looked after until its end is known."""

from dataclasses import replace

import pytest

from desk.errors import Conflict, Rejected, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.bridging import LOOK_AFTER, START_WITHIN
from desk.leads.effects.bridges import CheckBridge
from desk.leads.effects.calls import PlaceCall
from desk.leads.effects.kinds import BRIDGE
from desk.leads.effects.outcome import Again, Done
from desk.leads.model import Bridge, LeadStatus
from desk.leads.work import CHECK_BRIDGE, PLACE_BRIDGE
from desk.ports import CallReport, Disposition
from desk.telephony import Leg
from tests.desk.leads.conftest import ANNA, BORIS, make_order, make_rules
from tests.desk.leads.effects.conftest import DeathError, Fate, Room

TOO_LATE = START_WITHIN.total_seconds()
HERS = (events.Registered("paper", "1"), events.Claimed(ANNA))


@pytest.fixture
async def asked(room: Room) -> Room:
    """Anna has asked to be connected."""
    room.rules = make_rules(connects=True)
    await room.open(*HERS, events.ConnectAsked(ANNA))
    return room


def place(room: Room) -> PlaceCall:
    return PlaceCall(room.bench, room.caller, BRIDGE)


def check(room: Room) -> CheckBridge:
    return CheckBridge(room.bench, room.caller)


async def bridge(room: Room) -> Bridge:
    found = (await room.lead()).bridge
    assert found
    return found


async def test_both_jobs_are_owed_at_once(asked: Room) -> None:
    assert {PLACE_BRIDGE, CHECK_BRIDGE} <= set(await asked.owed())


async def test_it_is_started_with_its_token_once(asked: Room) -> None:
    await place(asked)(asked.lead_id, 1)
    assert await place(asked)(asked.lead_id, 1) == Done("asked for before")
    assert asked.caller.accepted == [(await bridge(asked)).call.token]
    assert (await bridge(asked)).call.started_at == asked.clock.now()


@pytest.mark.parametrize("where", ["before", "after"])
async def test_s0_53_a_death_between_intent_and_answer_rings_nobody_twice(asked: Room, where: str) -> None:
    setattr(asked.caller.turns, where, [DeathError()])
    with pytest.raises(DeathError):
        await place(asked)(asked.lead_id, 1)
    asked.caller.turns.before.clear()
    await place(asked)(asked.lead_id, 1)
    assert len(asked.caller.accepted) == (where == "after")
    assert (await asked.whats())[-1] == "connect_unsure"


async def test_f_03_wherever_the_process_dies_it_is_asked_for_at_most_once(room: Room) -> None:
    room.rules, moments = make_rules(connects=True), 0
    while True:
        room.caller.accepted.clear()
        fate = Fate(fatal=moments + 1)
        await room.open(*HERS, events.ConnectAsked(ANNA), order=make_order())
        try:
            await PlaceCall(room.mortal(fate), room.caller, BRIDGE)(room.lead_id, 1)
        except DeathError:
            moments += 1
            for _ in range(3):
                await PlaceCall(room.mortal(Fate()), room.caller, BRIDGE)(room.lead_id, 1)
        assert len(room.caller.accepted) <= 1
        await room.tell(events.BridgeHeard(events.CallOverdue(1, gave_up=True)))  # she may be called again
        await room.tell(events.OutcomeSet(ANNA, LeadStatus.LOST))  # frees the ref for the next round
        if fate.passed < fate.fatal:
            break
    assert moments == 6  # two commits and one request, each before and after


async def test_x_03_what_was_certainly_not_taken_is_tried_again(asked: Room) -> None:
    asked.caller.turns.before = [Temporary("429", retry_after=3)]
    with pytest.raises(Temporary):
        await place(asked)(asked.lead_id, 1)
    assert (await bridge(asked)).call.asked_at is None
    await place(asked)(asked.lead_id, 1)
    assert len(asked.caller.accepted) == 1


async def test_but_not_when_it_is_too_late_to_surprise_anybody(asked: Room) -> None:
    asked.clock.turn(TOO_LATE)
    assert await place(asked)(asked.lead_id, 1) == Done("not wanted any more")
    assert asked.caller.accepted == []


async def test_it_is_not_placed_for_whoever_has_given_the_lead_away(asked: Room) -> None:
    await asked.tell(events.HandedTo(BORIS, ANNA))
    assert await place(asked)(asked.lead_id, 1) == Done("not wanted any more")
    assert asked.caller.accepted == []


async def test_refused_by_telephony_it_has_failed_and_a_dead_key_is_told(asked: Room) -> None:
    refusal = Unauthorised("bad key")
    asked.caller.turns.before = [refusal]
    outcome = await place(asked)(asked.lead_id, 1)
    assert isinstance(outcome, Done)
    assert outcome.trouble is refusal
    assert ((await bridge(asked)).call.result, (await asked.whats())[-1]) == (Disposition.FAILED, "connect_failed")
    await asked.tell(events.ConnectAsked(ANNA))
    asked.caller.turns.before = [Rejected("no money")]
    await place(asked)(asked.lead_id, 2)
    assert (await bridge(asked)).call.reason == "no money"


async def test_given_up_it_has_failed(asked: Room) -> None:
    await place(asked).give_up(asked.lead_id, 1, "503 for an hour")
    assert (await bridge(asked)).call.reason == "503 for an hour"


async def test_s0_47_a_lost_answer_is_neither_repeated_nor_asked_about(asked: Room) -> None:
    """Without a session nobody was rung, and after two minutes nobody will be: that is certain without the provider."""
    asked.caller.turns.after = [Unknown("read timeout")]
    await place(asked)(asked.lead_id, 1)
    assert await check(asked)(asked.lead_id, 1) == Again((await bridge(asked)).begun_at + START_WITHIN)
    asked.clock.turn(TOO_LATE)
    assert await check(asked)(asked.lead_id, 1) == Done("nobody reports any more")
    assert asked.caller.asked_about == []
    assert (await bridge(asked)).call.result is Disposition.FAILED
    with pytest.raises(Conflict):
        await asked.tell(events.BridgeHeard(events.PlanTaken(1, "s1")))


async def test_s0_47_of_a_lost_report_the_history_is_asked(asked: Room) -> None:
    await place(asked)(asked.lead_id, 1)
    await asked.tell(events.BridgeHeard(events.PlanTaken(1, "s1")))
    begun, token = (await bridge(asked)).begun_at, (await bridge(asked)).call.token
    asked.clock.turn(TOO_LATE)
    assert await check(asked)(asked.lead_id, 1) == Again(begun + LOOK_AFTER[1])
    said = CallReport(token, "s1", Disposition.ANSWERED, "history", talk_seconds=31, leg=Leg.TALK)
    asked.caller.reports[token] = said
    asked.clock.turn(240)
    assert await check(asked)(asked.lead_id, 1) == Done()
    assert asked.caller.asked_about == [(token, begun)] * 2
    assert ((await bridge(asked)).call.talk_seconds, (await asked.whats())[-1]) == (31, "connect_talked")
    assert await check(asked)(asked.lead_id, 1) == Done("the result is known")


async def test_s0_47_what_the_history_does_not_know_either_a_person_finds_out(asked: Room) -> None:
    await place(asked)(asked.lead_id, 1)
    await asked.tell(events.BridgeHeard(events.PlanTaken(1, "s1")))
    begun, outcome = (await bridge(asked)).begun_at, await check(asked)(asked.lead_id, 1)
    looked = []
    while isinstance(outcome, Again):
        looked.append(outcome.at - begun)
        asked.clock.turn_to(outcome.at)
        outcome = await check(asked)(asked.lead_id, 1)
    assert looked == list(LOOK_AFTER)
    assert ((await bridge(asked)).call.result, (await asked.whats())[-1]) == (Disposition.UNKNOWN, "connect_unknown")


async def test_x_08_a_check_that_was_given_up_closes_it(asked: Room) -> None:
    await asked.tell(events.BridgeHeard(events.PlanTaken(1, "s1")))
    await check(asked).give_up(asked.lead_id, 1, "503 for an hour")
    assert (await bridge(asked)).call.result is Disposition.UNKNOWN


async def test_nobody_is_on_the_phone_twice(asked: Room) -> None:
    first = asked.lead_id
    await asked.open(*HERS, order=replace(make_order(phone="89161234568"), ref="A-2"))
    with pytest.raises(Conflict, match=f"lead {first} already"):
        await asked.tell(events.ConnectAsked(ANNA))
    asked.clock.turn(TOO_LATE)
    await asked.tell(events.ConnectAsked(ANNA))
    bridged = await asked.store.read(lambda books: books.leads.bridged_by(ANNA.id))
    assert [it.id for it in bridged] == [first, asked.lead_id]
