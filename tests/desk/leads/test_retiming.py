"""What moves along when the clock is set, and what does not."""

from datetime import datetime, timedelta

from desk.leads import events
from desk.leads.decision import Decision, Situation
from desk.leads.model import Action, Person
from desk.leads.policy import ConsentRule, StaffRules
from desk.leads.retiming import retime
from desk.ports import CallReport, Disposition
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import Story, make_order, make_rules

HOUR = timedelta(hours=1)
ANNA = Person(1, "Анна")
NIGHT = MONDAY_NOON + 12 * HOUR  # in Moscow


def set_clock(story: Story, to: datetime) -> Decision:
    return retime(story.lead, story.now, Situation(to, story.rules, "nonce"))


def test_a_pause_between_two_calls_keeps_its_length() -> None:
    story = Story(rules=make_rules(crm=False)).open(make_order())
    call = story.lead.call
    assert call
    story.tell(events.CallAsked(1)).tell(events.CallEnded(1, CallReport(call.token, "s", Disposition.BUSY, "busy")))
    moved = set_clock(story, story.now + 3 * HOUR)
    assert moved.lead.next.at == story.now + 3 * HOUR + story.rules.retry_after
    assert [it.what for it in moved.entries] == ["clock_set"]


def test_who_slept_through_the_opening_is_called_when_the_desk_wakes() -> None:
    story = Story(rules=make_rules(crm=False), now=NIGHT).open(make_order())
    assert story.lead.next.action is Action.CALL
    noon = MONDAY_NOON + 24 * HOUR
    assert set_clock(story, noon).lead.next.at == noon


def test_an_opening_stays_where_it_is_on_the_wall() -> None:
    story = Story(rules=make_rules(crm=False), now=NIGHT).open(make_order())
    assert set_clock(story, NIGHT + HOUR).entries == ()
    back = set_clock(story, NIGHT - 24 * HOUR)
    assert story.lead.next.at
    assert back.lead.next.at == story.lead.next.at - 24 * HOUR


def test_a_look_again_in_the_night_comes_no_later_than_the_opening() -> None:
    story = Story(rules=make_rules(crm=False, recheck=2 * HOUR), now=NIGHT).open(make_order())
    assert story.lead.next.action is Action.CHECK_HOURS
    assert set_clock(story, NIGHT + HOUR).lead.next.at == NIGHT + 3 * HOUR
    opening = NIGHT + 9 * HOUR
    assert set_clock(story, opening - HOUR).lead.next.at == opening


def test_where_it_never_opens_nothing_is_moved() -> None:
    story = Story(rules=make_rules(crm=False), now=NIGHT).open(make_order())
    story.rules = make_rules(hours="Mon-Sun closed", crm=False)
    assert set_clock(story, NIGHT + HOUR).entries == ()


def test_a_moment_that_a_person_chose_stays() -> None:
    story = owned()
    story.tell(events.Postponed(ANNA, story.now + 5 * HOUR))
    assert set_clock(story, story.now + HOUR).entries == ()


def test_a_lease_has_as_much_open_time_left_as_before() -> None:
    story = owned()
    evening = story.now + 8.5 * HOUR  # half an hour before it closes
    moved = set_clock(story, evening).lead.patience
    assert moved
    assert moved.at == evening + HOUR + 12 * HOUR  # half an hour today, half an hour tomorrow
    assert moved.due == evening + 2 * HOUR + 12 * HOUR


def owned() -> Story:
    """Somebody has it; they are reminded after an hour."""
    staff = StaffRules(lease=2 * HOUR, remind_before=HOUR)
    story = Story(rules=make_rules(crm=False, staff=staff, consent=ConsentRule.REQUIRED)).open(make_order())
    return story.tell(events.Claimed(ANNA))
