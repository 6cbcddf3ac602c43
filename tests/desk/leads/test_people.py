"""People beat the robot, and the first of them beats the others."""

from collections.abc import Callable

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import PlaceCall, Register, StopCall, TellNumber
from desk.leads.model import LeadStatus, Trouble
from desk.leads.policy import ConsentRule
from desk.phone import dialable
from desk.ports import Disposition
from tests.desk.leads.conftest import ANNA, BORIS, Story, make_order

Tell = Callable[..., Story]


def test_d_04_a_claim_stops_the_robot_at_once(story: Story) -> None:
    story.open().registered().ringing().tell(events.Claimed(ANNA))
    assert (story.lead.status, story.lead.assignee) == (LeadStatus.MANUAL, ANNA)
    assert story.commands == [StopCall(1), TellNumber(ANNA)]


def test_d_04_a_planned_call_is_not_placed_after_a_claim(story: Story) -> None:
    story.open().registered().tell(events.Claimed(ANNA))
    with pytest.raises(Ignored):
        story.tell(events.CallAsked(1))


def test_d_04_the_first_claim_wins_and_the_loser_hears_the_name(story: Story) -> None:
    story.open().tell(events.Claimed(ANNA))
    with pytest.raises(Conflict, match="Анна"):
        story.tell(events.Claimed(BORIS))


def test_a_claimed_lead_is_registered_all_the_same(story: Story) -> None:
    story.open().tell(events.Claimed(ANNA)).registered()
    assert story.lead.crm_id == "5533"
    assert (story.lead.status, story.lead.calls) == (LeadStatus.MANUAL, ())


def test_a_released_lead_waits_for_somebody(story: Story) -> None:
    story.open().registered().tell(events.Claimed(ANNA)).tell(events.Released(ANNA))
    assert (story.lead.assignee, story.lead.status) == (None, LeadStatus.MANUAL)


def test_nobody_gives_back_what_is_not_theirs(story: Story) -> None:
    story.open().tell(events.Claimed(ANNA))
    with pytest.raises(Conflict):
        story.tell(events.Released(BORIS))
    story.tell(events.Released(BORIS, by_force=True))
    assert story.lead.assignee is None


def test_d_05_retry_goes_on_from_the_failed_step(story: Story) -> None:
    story.open().tell(events.RegistrationFailed("down", gave_up=True)).tell(events.RetryAsked(ANNA))
    assert story.lead.status is LeadStatus.NEW
    assert story.commands == [Register()]


def test_d_05_retry_after_no_result_is_a_new_call(story: Story) -> None:
    """Once somebody said what became of the first one (N-07)."""
    story.open().registered().ringing().wake()
    with pytest.raises(Conflict, match="say first whether it did"):
        story.tell(events.RetryAsked(ANNA))
    story.tell(events.CallSettled(ANNA, 1, went=False)).tell(events.RetryAsked(ANNA))
    assert story.commands == [PlaceCall(2)]


def test_d_05_a_person_is_granted_one_more_call(tell_of: Tell) -> None:
    story = tell_of(max_attempts=1).open().registered().ringing().ended(Disposition.BUSY)
    assert story.lead.status is LeadStatus.UNREACHABLE
    story.tell(events.RetryAsked(ANNA)).ringing().ended(Disposition.BUSY)
    assert (story.lead.status, len(story.lead.calls)) == (LeadStatus.UNREACHABLE, 2)


def test_s0_52_a_machine_can_be_reopened_with_one_tap(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.VOICEMAIL).tell(events.RetryAsked(ANNA))
    assert story.commands == [PlaceCall(2)]


def test_nobody_calls_without_consent_on_a_persons_tap_either(tell_of: Tell) -> None:
    story = tell_of(consent=ConsentRule.REQUIRED).open().registered()
    with pytest.raises(Conflict, match="agree"):
        story.tell(events.RetryAsked(ANNA))


def test_call_now_does_not_open_a_closed_hour(story: Story) -> None:
    story.wait(hours=12)
    story.open().registered()
    assert story.lead.status is LeadStatus.WAITING_HOURS
    with pytest.raises(Conflict, match="closed"):
        story.tell(events.RetryAsked(ANNA))


def test_d_06_by_hand_takes_the_lead_from_the_robot(story: Story) -> None:
    story.open().registered().ringing().tell(events.ManualAsked(ANNA))
    assert (story.lead.status, story.lead.assignee) == (LeadStatus.MANUAL, ANNA)
    assert StopCall(1) in story.commands


def test_a_sold_lead_is_final_and_belongs_to_the_seller(story: Story) -> None:
    story.open().registered().tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    assert (story.lead.status, story.lead.assignee, story.lead.final) == (LeadStatus.WON, ANNA, True)


def test_s0_33_a_corrected_number_is_called(story: Story) -> None:
    story.open(make_order(phone="+7916123456789")).registered()
    assert story.lead.trouble is Trouble.BAD_PHONE
    story.tell(events.PhoneCorrected(ANNA, dialable("89161234567")))
    assert story.lead.phone == "+79161234567"
    assert story.commands == [PlaceCall(1)]


def test_a_wrong_correction_is_refused_with_the_reason(story: Story) -> None:
    story.open(make_order(phone="+7916123456789")).registered()
    with pytest.raises(Conflict, match="too_short"):
        story.tell(events.PhoneCorrected(ANNA, dialable("123")))
