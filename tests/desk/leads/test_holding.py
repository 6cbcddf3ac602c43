"""A wish with an effect outside is held for some seconds, and may be taken back as long (N-08)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import PlaceCall, TellDropped
from desk.leads.decision import Decision
from desk.leads.model import LeadStatus, Person
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.leads.work import CARRY_OUT, PLACE_CALL, SHOW_CRM, WAKE, jobs_for
from desk.phone import dialable
from desk.ports import Disposition
from tests.desk.leads.conftest import ANNA, BORIS, Story

SECONDS = 5
Tell = Callable[..., Story]


@pytest.fixture
def story(tell_of: Tell) -> Story:
    return tell_of(staff=StaffRules(undo=timedelta(seconds=SECONDS)))


def broken(story: Story) -> Story:
    """The robot's call broke: a person may have it repeated."""
    return story.open().registered().ringing().ended(Disposition.FAILED)


def kinds(story: Story, fact: events.Event) -> list[str]:
    """The kinds of jobs that are owed after a fact."""
    before, at = story.lead, len(story.entries)
    story.tell(fact)
    decision = Decision(story.lead, tuple(story.commands), tuple(story.entries[at:]))
    return [job.kind for job in jobs_for(before, decision, story.rules, story.now)]


def test_n_08_a_wish_is_held_and_nothing_leaves_the_machine(story: Story) -> None:
    broken(story)
    owed = kinds(story, events.WishHeld(ANNA, Deed.RETRY))
    assert (story.lead.status, story.commands) == (LeadStatus.MANUAL, [])
    assert story.lead.held and story.lead.held.until == story.now + timedelta(seconds=SECONDS)
    assert CARRY_OUT in owed
    assert not {PLACE_CALL, SHOW_CRM} & set(owed), "neither telephony nor the CRM hears of it"


def test_n_08_after_the_time_it_is_carried_out_once(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.RETRY)).wait(seconds=SECONDS).tell(events.HoldEnded())
    assert story.commands == [PlaceCall(2)]
    assert (story.lead.held, story.lead.status) == (None, LeadStatus.CALLING)
    with pytest.raises(Ignored):
        story.tell(events.HoldEnded())
    assert story.whats.count("retry_asked") == 1


def test_n_08_not_a_moment_early(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.RETRY)).wait(seconds=SECONDS - 0.001)
    with pytest.raises(Ignored):
        story.tell(events.HoldEnded())
    assert story.lead.held


def test_n_08_what_is_undone_leaves_the_lead_as_it_was(story: Story) -> None:
    before = broken(story).lead
    owed = kinds(story.tell(events.WishHeld(ANNA, Deed.LOST)).wait(seconds=4.9), events.WishUndone(ANNA))
    assert (story.lead.held, story.lead.status, story.lead.next) == (None, before.status, before.next)
    assert SHOW_CRM not in owed
    with pytest.raises(Ignored):
        story.wait(seconds=1).tell(events.HoldEnded())
    assert story.lead.status is LeadStatus.MANUAL


def test_n_08_after_the_time_it_is_too_late_to_undo(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST)).wait(seconds=SECONDS)
    with pytest.raises(Conflict, match="too late"):
        story.tell(events.WishUndone(ANNA))
    story.tell(events.HoldEnded())
    with pytest.raises(Conflict, match="too late"):
        story.tell(events.WishUndone(ANNA, by_force=True))
    assert story.lead.status is LeadStatus.LOST


def test_n_08_a_second_undo_changes_nothing(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST)).tell(events.WishUndone(ANNA))
    with pytest.raises(Conflict):
        story.tell(events.WishUndone(ANNA))


def test_n_08_only_whoever_asked_or_an_admin_takes_it_back(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST))
    with pytest.raises(Conflict, match="only Анна or an admin"):
        story.tell(events.WishUndone(BORIS))
    story.tell(events.WishUndone(BORIS, by_force=True))
    assert story.lead.held is None


def test_n_08_a_double_tap_does_nothing_more(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.WON)).wait(seconds=2)
    until = story.lead.held and story.lead.held.until
    with pytest.raises(Ignored, match="already"):
        story.tell(events.WishHeld(ANNA, Deed.WON))
    assert story.lead.held and story.lead.held.until == until


@pytest.mark.parametrize(
    "wish",
    [
        events.WishHeld(BORIS, Deed.WON),
        events.WishHeld(BORIS, Deed.RETRY),
        events.Claimed(BORIS),
        events.ManualAsked(BORIS),
        events.Released(BORIS, by_force=True),
        events.HandedTo(BORIS, BORIS, by_force=True),
        events.Postponed(BORIS, Story().now + timedelta(hours=2)),
        events.PhoneCorrected(BORIS, dialable("89161234568")),
        events.RetryAsked(BORIS),
        events.OutcomeSet(BORIS, LeadStatus.LOST),
    ],
)
def test_n_08_what_others_wish_meanwhile_is_refused_with_the_reason(story: Story, wish: events.Event) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.RETRY))
    with pytest.raises(Conflict, match="Анна has just asked for something"):
        story.tell(wish)


def test_n_08_ones_own_other_wish_has_to_be_undone_first(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST))
    with pytest.raises(Conflict, match="undo it first"):
        story.tell(events.WishHeld(ANNA, Deed.WON))
    story.tell(events.WishUndone(ANNA)).tell(events.WishHeld(ANNA, Deed.WON))
    assert story.lead.held and story.lead.held.deed is Deed.WON


def test_n_08_a_note_may_be_made_meanwhile(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST)).tell(events.Remarked(BORIS, "звонила жена"))
    assert "note" in story.whats
    assert story.lead.held


def test_n_08_what_cannot_be_done_is_refused_at_once(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.FAILED).tell(events.Claimed(BORIS))
    with pytest.raises(Conflict, match="Борис has this lead"):
        story.tell(events.WishHeld(ANNA, Deed.RETRY))
    assert story.lead.held is None


def test_n_08_a_reason_said_meanwhile_goes_with_the_outcome(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST)).tell(events.OutcomeExplained(ANNA, "price"))
    assert story.lead.outcome_reason == ""
    with pytest.raises(Ignored):
        story.tell(events.OutcomeExplained(BORIS, "stock"))
    story.wait(seconds=SECONDS).tell(events.HoldEnded())
    assert (story.lead.status, story.lead.outcome_reason) == (LeadStatus.LOST, "price")
    assert story.whats[-2:] == ["outcome_set", "outcome_explained"]


def test_n_08_a_final_leads_new_outcome_is_held_too_and_keeps_its_own_reason(story: Story) -> None:
    story.open().registered().tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    story.tell(events.WishHeld(ANNA, Deed.LOST)).tell(events.OutcomeExplained(ANNA, "mind"))
    assert (story.lead.status, story.lead.outcome_reason) == (LeadStatus.WON, "")
    story.wait(seconds=SECONDS).tell(events.HoldEnded())
    assert (story.lead.status, story.lead.outcome_reason) == (LeadStatus.LOST, "mind")


def test_n_08_who_may_not_any_more_is_dropped_and_told_of(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.RETRY)).wait(seconds=SECONDS)
    story.tell(events.HoldEnded("Анна does not work leads here"))
    assert story.commands == [TellDropped(ANNA, Deed.RETRY, "Анна does not work leads here")]
    assert (story.lead.held, story.lead.status, story.whats[-1]) == (None, LeadStatus.MANUAL, "hold_dropped")


def test_n_08_what_became_impossible_meanwhile_is_dropped_and_told(story: Story) -> None:
    """The robot's result came in between: an outcome that is there already is not set once more."""
    story.open().registered().ringing().tell(events.WishHeld(ANNA, Deed.REACHED))
    story.ended(Disposition.ANSWERED).wait(seconds=SECONDS).tell(events.HoldEnded())
    assert story.lead.status is LeadStatus.REACHED
    assert [type(it) for it in story.commands] == [TellDropped]


def test_n_08_the_robot_begins_nothing_while_a_wish_is_held(story: Story) -> None:
    """A call that comes due in the very seconds waits; undone, it goes on."""
    story.open().registered().ringing().ended(Disposition.BUSY)
    assert story.lead.next.at
    story.now = story.lead.next.at - timedelta(seconds=2)
    story.tell(events.WishHeld(ANNA, Deed.LOST)).wait(seconds=3)
    with pytest.raises(Ignored):
        story.tell(events.TimeCame())
    assert WAKE in kinds(story, events.WishUndone(ANNA)), "the timer that found it held is put back"
    story.tell(events.TimeCame())
    assert story.commands == [PlaceCall(2)]


def test_n_08_a_planned_call_is_not_asked_for_while_a_wish_is_held(story: Story) -> None:
    story.open().registered().tell(events.WishHeld(ANNA, Deed.LOST))
    with pytest.raises(Ignored):
        story.tell(events.CallAsked(1))
    assert PLACE_CALL in kinds(story, events.WishUndone(ANNA))
    story.tell(events.CallAsked(1))


def test_n_08_without_the_setting_it_is_done_at_once(tell_of: Tell) -> None:
    story = broken(tell_of()).tell(events.WishHeld(ANNA, Deed.RETRY))
    assert (story.lead.held, story.commands) == (None, [PlaceCall(2)])


def test_n_08_a_wish_by_the_command_line_is_not_held_but_waits_its_turn(story: Story) -> None:
    broken(story).tell(events.WishHeld(ANNA, Deed.LOST))
    with pytest.raises(Conflict):
        story.tell(events.RetryAsked(Person(0, "command line")))
