"""People are asked when the neighbour was asked in vain, and not before (N-07); a wish goes before the robot (N-08)."""

from datetime import timedelta

import pytest

from desk.errors import Unknown
from desk.leads import events
from desk.leads.doubts import doubts_of
from desk.leads.effects.calls import CheckCall, PlaceCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.effects.outcome import Again, Done
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.ports import Repeatability
from tests.desk.leads.conftest import ANNA, make_rules
from tests.desk.leads.effects.conftest import Room

REGISTERED = events.Registered("paper", "1")


async def look_to_the_end(room: Room, check: CheckCall | CheckSms, subject: int | str) -> None:
    while isinstance(outcome := await check(room.lead_id, subject), Again):  # type: ignore[arg-type]
        assert doubts_of(await room.lead()) == [], "the neighbour is still asked"
        room.clock.turn_to(outcome.at)


async def doubtful_sms(room: Room) -> str:
    """At night, to a sleeping lead: the answer is lost."""
    room.clock.turn(12 * 3600)
    lead = await room.open(REGISTERED)
    ref = lead.messages[0].ref
    room.gateway.turns.after = [Unknown("cut")]
    await SendSms(room.bench, room.gateway, lambda _lead, _kind: "text")(lead.id, ref)
    return ref


async def test_n_07_a_call_taken_over_that_no_history_knows_is_put_to_a_person(room: Room) -> None:
    await room.open(REGISTERED)
    await PlaceCall(room.bench, room.caller)(room.lead_id, 1)
    await room.tell(events.Claimed(ANNA))
    await look_to_the_end(room, CheckCall(room.bench, room.caller), 1)
    assert [it.number for it in doubts_of(await room.lead())] == [1]
    assert len(room.caller.asked_about) > 2


async def test_n_07_a_message_is_put_to_a_person_after_the_last_look(room: Room) -> None:
    ref = await doubtful_sms(room)
    await look_to_the_end(room, CheckSms(room.bench, room.gateway), ref)
    assert [it.subject for it in doubts_of(await room.lead())] == [ref]


async def test_n_07_a_gateway_that_cannot_be_asked_puts_it_to_a_person_at_once(room: Room) -> None:
    room.gateway.repeatability = Repeatability.BLIND
    ref = await doubtful_sms(room)
    outcome = await CheckSms(room.bench, room.gateway)(room.lead_id, ref)
    assert outcome == Done("the gateway cannot be asked")
    assert [it.subject for it in doubts_of(await room.lead())] == [ref]


async def test_n_07_a_question_that_is_given_up_is_a_persons_too(room: Room) -> None:
    ref = await doubtful_sms(room)
    await CheckSms(room.bench, room.gateway).give_up(room.lead_id, ref, "503 for hours")
    assert [it.subject for it in doubts_of(await room.lead())] == [ref]


async def test_n_08_a_planned_call_waits_for_a_wish_and_goes_on_when_it_is_taken_back(room: Room) -> None:
    room.rules = make_rules(staff=StaffRules(undo=timedelta(seconds=5)))
    await room.open(REGISTERED, events.WishHeld(ANNA, Deed.LOST))
    place = PlaceCall(room.bench, room.caller)
    outcome = await place(room.lead_id, 1)
    assert outcome == Again(room.clock.now() + timedelta(seconds=5))
    assert room.caller.accepted == []
    await room.tell(events.WishUndone(ANNA))
    await place(room.lead_id, 1)
    assert len(room.caller.accepted) == 1


@pytest.mark.parametrize("taken", [True, False])
async def test_n_08_a_planned_call_does_not_ring_after_the_lead_was_ended(room: Room, taken: bool) -> None:
    room.rules = make_rules(staff=StaffRules(undo=timedelta(seconds=5)))
    await room.open(REGISTERED, events.WishHeld(ANNA, Deed.LOST))
    room.clock.turn(5)
    if taken:  # the job may come before the wish is carried out, or after it
        assert isinstance(await PlaceCall(room.bench, room.caller)(room.lead_id, 1), Again)
    await room.tell(events.HoldEnded())
    await PlaceCall(room.bench, room.caller)(room.lead_id, 1)
    assert room.caller.accepted == []
