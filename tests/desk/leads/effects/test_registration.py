"""The lead is created in the CRM, once, whatever happens on the way."""

from dataclasses import replace

import pytest

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.effects.doubts import AT_WORK
from desk.leads.effects.outcome import Done
from desk.leads.effects.registration import RegisterLead
from desk.leads.model import Action, LeadStatus, Trouble
from desk.leads.work import PLACE_CALL
from desk.model import Partner
from tests.desk.leads.conftest import ANNA, make_order
from tests.desk.leads.effects.conftest import DeathError, Fate, Room

SETTLED = AT_WORK.total_seconds()
WITH_PARTNER = replace(make_order(), partner_code="partner42")


def register(room: Room) -> RegisterLead:
    return RegisterLead(room.bench, room.crm)


async def test_s0_03_s0_28_the_lead_is_created_and_dialled_up(room: Room) -> None:
    await room.open()
    await register(room)(room.lead_id)
    lead = await room.lead()
    assert (lead.crm_system, lead.crm_id, lead.status) == ("paper", "1", LeadStatus.CALLING)
    (draft,) = room.crm.leads
    assert (draft.origin, draft.phone, draft.title) == (lead.origin, "+79161234567", f"#{lead.id} · Анна П.")
    assert PLACE_CALL in await room.owed()


async def test_s0_21_the_partner_is_sought_first_and_goes_along(room: Room) -> None:
    room.crm.partners["partner42"] = Partner("partner42", "9", "Acme")
    await room.open(order=WITH_PARTNER)
    await register(room)(room.lead_id)
    assert room.crm.leads[0].partner == (await room.lead()).partner == Partner("partner42", "9", "Acme")


async def test_s0_21_a_partner_nobody_knows_is_noted_and_stops_nothing(room: Room) -> None:
    await room.open(order=WITH_PARTNER)
    await register(room)(room.lead_id)
    assert "partner_unknown" in await room.whats()
    assert (await room.lead()).crm_id == "1"


async def test_s0_21_the_partner_is_sought_once(room: Room) -> None:
    room.crm.turns.before = [None, Temporary("503")]
    await room.open(order=WITH_PARTNER)
    effect = register(room)
    with pytest.raises(Temporary):
        await effect(room.lead_id)
    await effect(room.lead_id)
    assert room.crm.sought == ["partner42"]


async def test_a_lead_whose_answer_was_lost_is_found_by_our_marker(room: Room) -> None:
    room.crm.turns.after = [Unknown("read timeout")]
    await room.open()
    effect = register(room)
    with pytest.raises(Temporary, match="read timeout") as lost:
        await effect(room.lead_id)
    room.clock.turn(lost.value.retry_after or 0)
    await effect(room.lead_id)
    await registered_once(room)


async def test_a_lead_whose_answer_died_with_the_process_is_found_by_our_marker(room: Room) -> None:
    room.crm.turns.after = [DeathError()]
    await room.open()
    with pytest.raises(DeathError):
        await register(room)(room.lead_id)
    reborn = register(room)
    room.clock.turn(SETTLED)
    await reborn(room.lead_id)
    await registered_once(room)


async def registered_once(room: Room) -> None:
    assert len(room.crm.leads) == 1
    assert (await room.lead()).crm_id == "1"
    assert "by our marker" in next(it.why for it in await room.history() if it.what == "registered")


@pytest.mark.parametrize("error", [Unknown("read timeout"), DeathError()])
async def test_f_07_a_crm_that_may_still_be_at_work_is_not_searched_yet(room: Room, error: BaseException) -> None:
    """However the job comes back early: the end of an incident hastens it, and so does a restart."""
    room.crm.turns.after = [error]
    await room.open()
    first = register(room)
    with pytest.raises((Temporary, DeathError)):
        await first(room.lead_id)
    for effect in (first, register(room)):
        room.clock.turn(1)
        with pytest.raises(Temporary) as early:
            await effect(room.lead_id)
        assert early.value.blameless
        assert 0 < (early.value.retry_after or 0) <= SETTLED


async def test_a_request_that_was_lost_on_the_way_is_repeated(room: Room) -> None:
    room.crm.turns.before = [Unknown("connect timeout")]
    await room.open()
    effect = register(room)
    with pytest.raises(Temporary):
        await effect(room.lead_id)
    room.clock.turn(SETTLED)
    await effect(room.lead_id)
    assert len(room.crm.leads) == 1


async def test_a_request_that_certainly_was_not_handled_is_repeated_at_once(room: Room) -> None:
    room.crm.turns.before = [Temporary("connection refused")]
    await room.open()
    effect = register(room)
    with pytest.raises(Temporary):
        await effect(room.lead_id)
    await effect(room.lead_id)
    assert len(room.crm.leads) == 1


async def test_s0_56_a_dead_token_parks_the_lead_and_is_told(room: Room) -> None:
    refusal = Unauthorised("invalid_grant")
    room.crm.turns.before = [refusal]
    await room.open(order=WITH_PARTNER)
    outcome = await register(room)(room.lead_id)
    assert isinstance(outcome, Done)
    assert outcome.trouble is refusal
    lead = await room.lead()
    assert (lead.status, lead.trouble) == (LeadStatus.MANUAL, Trouble.CRM_TOKEN)


async def test_s0_05_a_refusal_is_a_persons(room: Room) -> None:
    room.crm.turns.before = [Rejected("the field UF_X does not exist")]
    await room.open()
    await register(room)(room.lead_id)
    lead = await room.lead()
    assert (lead.trouble, lead.trouble_text) == (Trouble.CRM_REFUSED, "the field UF_X does not exist")


async def test_s0_05_after_all_tries_a_person_takes_over(room: Room) -> None:
    await room.open()
    await register(room).give_up(room.lead_id, "503")
    assert (await room.lead()).trouble is Trouble.CRM_DOWN


@pytest.mark.parametrize("error", [Temporary("503"), Unknown("lost")])
async def test_x_03_a_passing_failure_leaves_the_lead_where_it_is(room: Room, error: DeskError) -> None:
    room.crm.turns.before = [error]
    await room.open()
    with pytest.raises(Temporary):
        await register(room)(room.lead_id)
    lead = await room.lead()
    assert (lead.status, lead.next.action) == (LeadStatus.NEW, Action.REGISTER)


async def test_s0_41_a_long_outage_of_the_crm_is_said_once(room: Room) -> None:
    room.crm.turns.before = [Temporary("503"), Temporary("503"), Temporary("503")]
    await room.open()
    for _ in range(3):
        with pytest.raises(Temporary):
            await register(room)(room.lead_id)
    assert (await room.whats()).count("registration_postponed") == 1


async def test_a_registered_lead_is_not_registered_again(room: Room) -> None:
    await room.open(events.Registered("paper", "5533"))
    await register(room)(room.lead_id)
    assert room.crm.leads == []


async def test_a_claimed_lead_is_registered_but_not_called(room: Room) -> None:
    await room.open(events.Claimed(ANNA))
    await register(room)(room.lead_id)
    assert (await room.lead()).crm_id == "1"
    assert PLACE_CALL not in await room.owed()


async def test_f_03_wherever_the_process_dies_there_is_one_lead_in_the_crm(room: Room) -> None:
    moments = 0
    while True:
        room.crm.leads.clear()
        fate = Fate(fatal=moments + 1)
        await room.open(order=replace(WITH_PARTNER, ref=f"A-{moments}"))
        try:
            await RegisterLead(room.mortal(fate), room.crm)(room.lead_id)
        except DeathError:
            moments += 1
            again = RegisterLead(room.mortal(Fate()), room.crm)
            room.clock.turn(SETTLED)
            await again(room.lead_id)
        assert [it.origin for it in room.crm.leads] == [(await room.lead()).origin]
        assert (await room.lead()).crm_id == "1"
        if fate.passed < fate.fatal:
            break
    assert moments >= 8  # three commits and two requests, each before and after
