"""S0-55: the CRM shows the present state, and no note twice."""

import pytest

from desk.crm import CrmPicture
from desk.errors import Temporary
from desk.leads import events
from desk.leads.effects.outcome import Done
from desk.leads.effects.picture import TOLD, ShowCrm
from desk.leads.model import Lead
from desk.leads.view import PastEntry
from desk.ports import CallReport, Disposition
from tests.desk.leads.conftest import ANNA
from tests.desk.leads.effects.conftest import Room

RINGING = (events.Registered("paper", "5533"), events.CallAsked(1))


class PlainTeller:
    def entry(self, lead: Lead, entry: PastEntry) -> str:
        return f"{entry.what} by {entry.who}"

    def status(self, lead: Lead) -> str:
        return f"is {lead.status.value}"


async def show(room: Room) -> CrmPicture:
    await ShowCrm(room.bench, room.crm, PlainTeller())(room.lead_id)
    return room.crm.shown[-1][1]


def ended(result: Disposition) -> events.CallEnded:
    return events.CallEnded(1, CallReport("", "s", result, "raw word", reason="why"))


async def test_s0_55_the_status_of_the_call_is_written_into_the_crms_lead(room: Room) -> None:
    lead = await room.open(*RINGING, ended(Disposition.ANSWERED))
    picture = await show(room)
    assert room.crm.shown[0][0] == "5533"
    assert (picture.status, picture.status_text) == ("reached", "is reached")
    (call,) = picture.calls
    assert (call.disposition, call.phone, call.text) == ("answered", "+79161234567", "why")
    assert call.marker == f"{lead.origin}/call1"


async def test_s0_55_a_marker_stays_the_same_while_the_history_grows(room: Room) -> None:
    await room.open(*RINGING, ended(Disposition.BUSY))
    before = await show(room)
    await room.tell(events.Claimed(ANNA), events.Released(ANNA))
    after = await show(room)
    assert after.notes[: len(before.notes)] == before.notes
    assert [it.text for it in after.notes[len(before.notes) :]] == ["claimed by Анна", "released by Анна"]
    assert after.calls == before.calls
    markers = [it.marker for it in after.notes] + [it.marker for it in after.calls]
    assert len(set(markers)) == len(markers)


async def test_markers_of_two_leads_differ(room: Room) -> None:
    await room.open(*RINGING, ended(Disposition.ANSWERED))
    first = await show(room)
    await room.open(*RINGING, ended(Disposition.ANSWERED))
    second = await show(room)
    assert not {it.marker for it in first.notes} & {it.marker for it in second.notes}


async def test_the_desks_own_housekeeping_is_not_told(room: Room) -> None:
    await room.open(*RINGING)
    assert (await show(room)).notes == ()
    assert set(await room.whats()).isdisjoint(TOLD)


async def test_a_call_without_a_result_is_not_shown_as_one(room: Room) -> None:
    await room.open(*RINGING)
    assert (await show(room)).calls == ()


async def test_a_lead_outside_the_crm_is_not_shown_there(room: Room) -> None:
    await room.open()
    done = await ShowCrm(room.bench, room.crm, PlainTeller())(room.lead_id)
    assert (done, room.crm.shown) == (Done("the lead is not in the CRM"), [])


async def test_x_03_a_picture_that_was_not_taken_is_drawn_again(room: Room) -> None:
    await room.open(*RINGING)
    room.crm.turns.before = [Temporary("QUERY_LIMIT_EXCEEDED")]
    with pytest.raises(Temporary):
        await show(room)
    assert (await show(room)).status == "calling"
