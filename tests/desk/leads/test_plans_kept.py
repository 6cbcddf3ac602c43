"""What the robot has announced holds, whoever has the lead; and no pause is cut short."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import Ignored
from desk.leads import events
from desk.leads.commands import PlaceCall
from desk.leads.decision import Situation
from desk.leads.model import Action, LeadStatus, Trouble
from desk.leads.process import advance
from desk.leads.work import WAKE, jobs_for
from desk.ports import Disposition, SmsReport, SmsStatus
from tests.desk.leads.conftest import ANNA, Story

Tell = Callable[..., Story]


def test_a_lead_given_back_while_the_robot_calls_keeps_its_deadline(story: Story) -> None:
    story.open().registered().tell(events.Claimed(ANNA)).tell(events.RetryAsked(ANNA)).ringing()
    announced = story.lead.next
    story.tell(events.Released(ANNA))
    assert (story.lead.assignee, story.lead.next) == (None, announced)
    story.wake()
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.MANUAL, Trouble.NO_RESULT)


def test_a_lead_given_back_during_a_pause_is_called_after_it(story: Story) -> None:
    story.open().registered().tell(events.Claimed(ANNA)).tell(events.RetryAsked(ANNA)).ringing()
    story.ended(Disposition.BUSY).tell(events.Released(ANNA)).wake()
    assert story.commands == [PlaceCall(2)]


def test_s0_38_a_call_that_was_never_asked_for_does_not_keep_a_lead_asleep(story: Story) -> None:
    """Planned, taken by a person, and tried again at night: the opening needs a timer of its own."""
    story.open().registered().tell(events.Claimed(ANNA))
    assert story.lead.call
    assert story.lead.call.asked_at is None
    story.wait(hours=10)
    before = story.lead
    decision = advance(before, events.RetryAsked(ANNA), Situation(story.now, story.rules, "night"))
    assert (decision.lead.status, decision.lead.calls) == (LeadStatus.WAITING_HOURS, ())
    jobs = {job.kind: job.run_at for job in jobs_for(before, decision, story.rules, story.now)}
    assert jobs[WAKE] == decision.lead.next.at


def test_s0_50_a_recheck_does_not_cut_the_pause_after_a_call(tell_of: Tell) -> None:
    """Busy at 20:00, five hours' pause, open to midnight: the two-hour recheck would call at 22:00."""
    story = tell_of(hours="Mon-Sun 09:00-24:00", recheck=timedelta(hours=2), retry_after=timedelta(hours=5))
    story.now = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    story.open().registered().ringing().ended(Disposition.BUSY)
    assert (story.lead.status, story.lead.next.action) == (LeadStatus.WAITING_HOURS, Action.CHECK_HOURS)
    assert story.lead.next.at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # two hours after the pause
    (sms,) = story.lead.messages
    story.tell(events.SmsAsked(sms)).wake()
    assert story.commands == []


def test_s0_30_a_parked_lead_that_is_in_the_crm_by_now_is_dialled(story: Story) -> None:
    story.open().tell(events.RegistrationFailed("invalid_grant", unauthorised=True)).registered()
    story.tell(events.CrmMended())
    assert story.commands == [PlaceCall(1)]
    assert (story.lead.status, story.lead.trouble) == (LeadStatus.CALLING, None)


def test_a_message_the_gateway_knows_is_not_made_a_failure(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.ANSWERED)
    record = story.lead.messages[0]
    story.tell(events.SmsAsked(record))
    story.tell(events.SmsReported(record.ref, SmsReport(record.ref, "id", SmsStatus.SENT)))
    with pytest.raises(Ignored):
        story.tell(events.SmsRefused(record.ref, "given up"))
