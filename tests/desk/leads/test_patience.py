"""Clocks that watch people: a lead does not wait for ever, and a claim is a lease (N-01, X-14, X-16)."""

from datetime import timedelta

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import Assign, Remind
from desk.leads.model import LeadStatus, Patience, Person, Stage
from desk.leads.opening import open_lead
from desk.leads.patience import keep_time
from desk.leads.policy import StaffRules
from tests.desk.leads.conftest import ANNA, BORIS, Story, make_order, make_rules

STAFF = StaffRules(
    answer_within=timedelta(minutes=15),
    warn_before=timedelta(minutes=5),
    lease=timedelta(hours=2),
    remind_before=timedelta(minutes=30),
)
CARLA = Person(3, "Карла")


def staffed(staff: StaffRules = STAFF) -> Story:
    """A lead that waits for a person, at noon of a day that ends at nine in the evening."""
    story = Story(rules=make_rules(staff=staff, calls=False, sms=False, crm=False))
    return story.open().tell(events.Claimed(BORIS)).tell(events.Released(BORIS))


def over(story: Story) -> Story:
    """To the moment at which patience ends, and what comes of it."""
    assert story.lead.patience
    assert story.lead.patience.at
    story.now = max(story.now, story.lead.patience.at)
    return story.tell(events.PatienceEnded())


def patience(story: Story) -> Patience:
    assert story.lead.patience
    return story.lead.patience


def test_x_14_x_16_a_lead_that_nobody_takes_is_warned_of_and_then_told_to_admins() -> None:
    story = staffed()
    began = story.now
    assert (patience(story).stage, patience(story).at) == (Stage.ANSWER_SOON, began + timedelta(minutes=10))
    over(story)
    assert (story.lead.unanswered, story.lead.overdue) == (True, False)
    assert patience(story).at == began + timedelta(minutes=15)
    over(story)
    assert (story.lead.unanswered, story.lead.overdue) == (True, True)
    assert story.whats[-2:] == ["answer_due", "answer_overdue"]
    assert patience(story).at is None


def test_x_14_the_clock_stands_still_while_it_is_closed() -> None:
    story = Story(rules=make_rules(staff=STAFF, calls=False, crm=False, sms=False))
    story.wait(hours=8, minutes=50)  # ten minutes before closing, at nine in the evening
    story.open().tell(events.Claimed(BORIS)).tell(events.Released(BORIS))
    assert patience(story).due - story.now == timedelta(hours=12, minutes=15)


def test_a_new_lead_that_needs_a_person_is_watched_from_the_first() -> None:
    story = Story(rules=make_rules(staff=STAFF, calls=False, crm=False, sms=False))
    decision = open_lead(7, make_order(), None, lambda _city: "", story._situation())
    kept = keep_time(None, decision, None, story._situation())
    assert kept.lead.status is LeadStatus.MANUAL
    assert kept.lead.patience
    assert kept.lead.patience.stage is Stage.ANSWER_SOON


def test_a_lead_that_the_robot_works_on_hurries_nobody() -> None:
    story = Story(rules=make_rules(staff=STAFF)).open().registered()
    assert story.lead.patience is None
    story.tell(events.Claimed(ANNA))
    assert patience(story).stage is Stage.IDLE_SOON
    story.tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    assert story.lead.patience is None


def test_a_lead_parked_for_the_crms_key_is_nobodys_fault() -> None:
    story = Story(rules=make_rules(staff=STAFF)).open().tell(events.RegistrationFailed("401", unauthorised=True))
    assert (story.lead.status, story.lead.patience) == (LeadStatus.MANUAL, None)


def test_n_01_an_idle_owner_is_reminded_and_then_loses_the_lead() -> None:
    story = staffed().tell(events.Claimed(ANNA))
    over(story)
    assert story.commands == [Remind(ANNA)]
    assert story.lead.assignee == ANNA
    over(story)
    assert (story.lead.assignee, story.lead.status) == (None, LeadStatus.MANUAL)
    assert story.whats[-1] == "taken_back"
    assert patience(story).stage is Stage.ANSWER_SOON, "now it waits for anybody"


@pytest.mark.parametrize(
    "sign",
    [
        events.Attended(ANNA),
        events.Remarked(ANNA, "calls back at five"),
        events.ManualAsked(BORIS),
        events.OrderAttached(make_order()),
    ],
)
def test_n_01_a_sign_of_work_by_the_owner_begins_the_lease_anew(sign: events.Event) -> None:
    story = staffed().tell(events.Claimed(ANNA))
    began = patience(story)
    over(story).wait(minutes=1)
    if isinstance(sign, events.ManualAsked):
        with pytest.raises(Conflict):
            story.tell(sign)
    else:
        story.tell(sign)
    by_owner = getattr(sign, "by", None) == ANNA
    assert (patience(story).since > began.since) is by_owner
    assert (patience(story).stage is Stage.IDLE_SOON) is by_owner


def test_time_that_came_too_early_or_twice_changes_nothing() -> None:
    story = staffed()
    with pytest.raises(Ignored):
        story.tell(events.PatienceEnded())
    over(over(story))
    with pytest.raises(Ignored):
        story.tell(events.PatienceEnded())


def test_without_limits_nobody_is_hurried() -> None:
    story = staffed(staff=StaffRules())
    assert story.lead.patience is None
    assert story.tell(events.Claimed(ANNA)).lead.patience is None


def test_x_15_a_lead_without_an_owner_is_given_but_not_back_to_the_same() -> None:
    story = staffed(staff=StaffRules(gives=True))
    assert story.commands == [Assign(skip=BORIS.id)]
    story.tell(events.HandedTo(ANNA))
    assert (story.lead.assignee, story.whats[-1]) == (ANNA, "given")
    with pytest.raises(Ignored):
        story.tell(events.HandedTo(CARLA))


def test_a_lead_is_handed_to_a_colleague_by_its_owner_or_an_admin() -> None:
    story = staffed().tell(events.Claimed(ANNA)).tell(events.HandedTo(BORIS, ANNA))
    assert story.lead.assignee == BORIS
    assert (story.entries[-1].who, story.entries[-1].data) == ("Анна", {"name": "Борис"})
    with pytest.raises(Conflict, match="Борис"):
        story.tell(events.HandedTo(CARLA, ANNA))
    with pytest.raises(Ignored):
        story.tell(events.HandedTo(BORIS, BORIS))
    assert story.tell(events.HandedTo(CARLA, ANNA, by_force=True)).lead.assignee == CARLA


def test_n_01_a_postponed_lead_waits_and_then_calls_its_owner() -> None:
    story = staffed().tell(events.Claimed(ANNA))
    until = story.now + timedelta(days=3)
    story.tell(events.Postponed(ANNA, until))
    assert (story.lead.next.at, patience(story).stage, patience(story).at) == (until, Stage.POSTPONED, until)
    over(story)
    assert story.commands == [Remind(ANNA)]
    assert (story.lead.assignee, story.lead.next.at) == (ANNA, None)
    assert patience(story).stage is Stage.IDLE_SOON


def test_n_01_a_lead_that_is_put_off_twice_in_one_moment_stays_put_off() -> None:
    story = staffed().tell(events.Claimed(BORIS))
    for _ in range(2):
        story.tell(events.Postponed(BORIS, story.now + timedelta(minutes=1)))
    assert patience(story).stage is Stage.POSTPONED


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_nothing_is_postponed_into_the_past_or_for_ever(days: int) -> None:
    story = staffed().tell(events.Claimed(ANNA))
    with pytest.raises(Conflict):
        story.tell(events.Postponed(ANNA, story.now + timedelta(days=days)))


def test_a_postponed_lead_that_changes_hands_is_not_called_for_any_more() -> None:
    story = staffed().tell(events.Claimed(ANNA))
    story.tell(events.Postponed(ANNA, story.now + timedelta(days=3))).tell(events.HandedTo(BORIS, ANNA))
    assert (patience(story).stage, story.lead.next.at) == (Stage.IDLE_SOON, None)


def test_x_19_a_note_is_kept_and_moves_nothing() -> None:
    story = staffed()
    before = story.lead
    story.tell(events.Remarked(ANNA, "  asks for a blue one  "))
    assert story.entries[-1].data == {"text": "asks for a blue one"}
    assert (story.lead.status, story.lead.assignee, story.lead.patience) == (before.status, None, before.patience)
    with pytest.raises(Ignored):
        story.tell(events.Remarked(ANNA, "   "))


def test_the_reason_of_an_outcome_is_kept_until_there_is_another_outcome() -> None:
    story = staffed().tell(events.Claimed(ANNA)).tell(events.OutcomeSet(ANNA, LeadStatus.LOST))
    story.tell(events.OutcomeExplained(ANNA, "price"))
    assert story.lead.outcome_reason == "price"
    with pytest.raises(Ignored):
        story.tell(events.OutcomeExplained(ANNA, "price"))
    assert story.tell(events.OutcomeSet(ANNA, LeadStatus.WON)).lead.outcome_reason == ""
