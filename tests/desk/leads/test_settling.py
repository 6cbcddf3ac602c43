"""What nobody knows is put to a person, whose word is theirs, repeats nothing, and yields to the record (N-07)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import PlaceCall, SendSms
from desk.leads.doubts import doubts_of, repeatable
from desk.leads.messages import may_be_sent
from desk.leads.model import LeadStatus, Trouble
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Word
from desk.leads.work import SHOW_UNKNOWN
from desk.ports import Disposition, SmsReport, SmsStatus
from tests.desk.leads.conftest import ANNA, BORIS, Story
from tests.desk.leads.test_holding import kinds

Tell = Callable[..., Story]
CALL_LOST = "the provider does not know it either"
SMS_LOST = "the gateway does not know it either"


def silent(story: Story) -> Story:
    """The call was asked for, and no result came in time."""
    return story.open().registered().ringing().wake()


def doubtful(story: Story) -> tuple[Story, str]:
    """The customer was reached, and nobody knows whether the message about it went out."""
    story.open().registered().ringing().ended(Disposition.ANSWERED)
    (sms,) = story.lead.messages
    story.tell(events.SmsAsked(SmsRecord(SmsKind.REACHED, sms.ref, 1, "text", story.lead.phone)))
    story.tell(events.SmsUnsure(sms.ref, "cut")).tell(events.SmsLost(sms.ref, SMS_LOST))
    return story, sms.ref


def message(story: Story, ref: str) -> SmsRecord:
    record = story.lead.message(ref)
    assert record
    return record


def reported(ref: str, status: SmsStatus) -> events.SmsReported:
    return events.SmsReported(ref, SmsReport(ref, "id-1", status))


# --- calls -------------------------------------------------------------------------------------------------------


def test_n_07_people_are_asked_only_when_the_provider_was_asked_in_vain(story: Story) -> None:
    story.open().registered().ringing().tell(events.CallUnsure(1, "cut"))
    assert doubts_of(story.lead) == []
    story.wake()
    assert [it.number for it in doubts_of(story.lead)] == [1]
    with pytest.raises(Ignored):
        story.tell(events.CallLost(1, CALL_LOST))


def test_n_07_a_call_that_was_taken_over_is_asked_about_when_nobody_ever_reported(story: Story) -> None:
    story.open().registered().ringing().tell(events.Claimed(ANNA))
    assert doubts_of(story.lead) == []
    assert SHOW_UNKNOWN in kinds(story, events.CallLost(1, CALL_LOST))
    assert [it.number for it in doubts_of(story.lead)] == [1]


def test_n_07_what_was_certainly_refused_is_no_question(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1)).tell(events.CallRefused(1, "no money"))
    with pytest.raises(Ignored):
        story.tell(events.CallLost(1, CALL_LOST))


def test_n_07_a_refusal_after_somebody_took_it_is_certain_too(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1)).tell(events.Claimed(ANNA)).tell(events.CallRefused(1, "no"))
    with pytest.raises(Ignored):
        story.tell(events.CallLost(1, CALL_LOST))


def test_n_07_it_went_is_written_down_as_that_persons_word(story: Story) -> None:
    owed = kinds(silent(story), events.CallSettled(ANNA, 1, went=True))
    assert SHOW_UNKNOWN in owed
    assert (doubts_of(story.lead), story.lead.calls[0].word) == ([], Word.WENT)
    assert (story.lead.status, story.commands) == (LeadStatus.MANUAL, []), "how it ended is for the other buttons"
    assert (story.entries[-1].what, story.entries[-1].who) == ("call_went", "Анна")
    story.tell(events.OutcomeSet(ANNA, LeadStatus.WON))


def test_n_07_it_did_not_repeats_nothing_until_somebody_asks_once_more(story: Story) -> None:
    silent(story).tell(events.CallSettled(ANNA, 1, went=False))
    assert (story.commands, len(story.lead.calls)) == ([], 1)
    assert story.lead.trouble is Trouble.CALL_FAILED
    story.tell(events.RetryAsked(ANNA))
    assert story.commands == [PlaceCall(2)], "a new attempt"
    assert story.lead.calls[0].token != story.lead.calls[1].token


def test_n_07_a_late_session_gets_no_plan_whatever_a_person_said(story: Story) -> None:
    silent(story).tell(events.CallSettled(ANNA, 1, went=False))
    with pytest.raises(Conflict):
        story.tell(events.PlanTaken(1, "s9"))


def test_n_07_a_late_report_settles_it_and_the_press_is_refused(story: Story) -> None:
    silent(story).ended(Disposition.NO_ANSWER)
    assert doubts_of(story.lead) == []
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(events.CallSettled(ANNA, 1, went=False))


@pytest.mark.parametrize(
    ("went", "disposition", "overruled"),
    [
        (False, Disposition.ANSWERED, True),
        (True, Disposition.ANSWERED, False),
        (True, Disposition.FAILED, True),
        (False, Disposition.FAILED, False),
    ],
)
def test_n_07_the_providers_record_wins_and_the_history_says_so(
    story: Story, went: bool, disposition: Disposition, overruled: bool
) -> None:
    silent(story).tell(events.CallSettled(ANNA, 1, went)).ended(disposition)
    assert (story.lead.calls[0].result, story.lead.calls[0].word) == (disposition, None)
    assert ("word_overruled" in story.whats) is overruled
    assert story.lead.status is LeadStatus.MANUAL, "a late report starts nothing"


def test_n_07_the_same_word_twice_is_refused_kindly(story: Story) -> None:
    silent(story).tell(events.CallSettled(ANNA, 1, went=True))
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(events.CallSettled(BORIS, 1, went=False))
    assert story.lead.calls[0].word is Word.WENT


def test_n_07_whoever_ended_the_lead_knows_what_became_of_its_call(story: Story) -> None:
    silent(story).tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    assert doubts_of(story.lead) == []


def test_n_07_only_its_owner_an_admin_or_somebody_on_duty_may_say(story: Story) -> None:
    silent(story)
    with pytest.raises(Conflict, match="not on duty"):
        story.tell(events.CallSettled(BORIS, 1, went=True, off_duty=True))
    story.tell(events.Claimed(ANNA))
    with pytest.raises(Conflict, match="Анна has this lead"):
        story.tell(events.CallSettled(BORIS, 1, went=True))
    story.tell(events.CallSettled(BORIS, 1, went=True, by_force=True, off_duty=True))


def test_n_07_its_owner_may_say_it_off_duty(story: Story) -> None:
    silent(story).tell(events.Claimed(ANNA)).tell(events.CallSettled(ANNA, 1, went=True, off_duty=True))
    assert doubts_of(story.lead) == []


# --- SMS ---------------------------------------------------------------------------------------------------------


def test_n_07_a_message_is_asked_about_on_a_lead_that_ended(story: Story) -> None:
    story, ref = doubtful(story)
    (doubt,) = doubts_of(story.lead)
    assert (story.lead.final, doubt.subject, doubt.kind) == (True, ref, SmsKind.REACHED)
    assert doubt.since == story.now


def test_n_07_a_message_that_went_is_sent_by_that_persons_word(story: Story) -> None:
    story, ref = doubtful(story)
    story.tell(events.SmsSettled(ANNA, ref, went=True))
    assert (message(story, ref).status, message(story, ref).word) == (SmsStatus.SENT, Word.WENT)
    assert (doubts_of(story.lead), repeatable(story.lead), story.commands) == ([], None, [])


def test_n_07_a_message_that_did_not_go_is_repeated_as_a_new_one_when_somebody_asks(story: Story) -> None:
    story, ref = doubtful(story)
    story.tell(events.SmsSettled(ANNA, ref, went=False))
    assert story.commands == []
    assert message(story, ref).status is SmsStatus.FAILED
    assert not may_be_sent(message(story, ref)), "the old one is never sent again"
    story.tell(events.SmsRepeated(ANNA, ref))
    new = story.lead.messages[-1]
    assert story.commands == [SendSms(new.ref)]
    assert (new.ref != ref, new.kind, new.about_call, new.status) == (True, SmsKind.REACHED, 1, None)
    with pytest.raises(Conflict):
        story.tell(events.SmsRepeated(ANNA, ref))


def test_n_07_nothing_is_sent_anew_while_nobody_said_that_it_did_not_go(story: Story) -> None:
    story, ref = doubtful(story)
    with pytest.raises(Conflict):
        story.tell(events.SmsRepeated(ANNA, ref))
    story.tell(events.SmsSettled(ANNA, ref, went=True))
    with pytest.raises(Conflict):
        story.tell(events.SmsRepeated(ANNA, ref))


@pytest.mark.parametrize(
    ("went", "status", "overruled"),
    [
        (False, SmsStatus.DELIVERED, True),
        (True, SmsStatus.DELIVERED, False),
        (True, SmsStatus.FAILED, True),
        (False, SmsStatus.FAILED, False),
    ],
)
def test_n_07_a_late_delivery_report_wins(story: Story, went: bool, status: SmsStatus, overruled: bool) -> None:
    story, ref = doubtful(story)
    story.tell(events.SmsSettled(ANNA, ref, went)).tell(reported(ref, status))
    assert (message(story, ref).status, message(story, ref).word) == (status, None)
    assert ("word_overruled" in story.whats) is overruled
    with pytest.raises(Conflict):
        story.tell(events.SmsRepeated(ANNA, ref))


def test_n_07_a_report_that_comes_first_leaves_nothing_to_say(story: Story) -> None:
    story, ref = doubtful(story)
    story.tell(reported(ref, SmsStatus.DELIVERED))
    assert doubts_of(story.lead) == []
    with pytest.raises(Conflict, match="settled meanwhile"):
        story.tell(events.SmsSettled(ANNA, ref, went=False))


def test_n_07_the_night_message_is_not_repeated_by_day(tell_of: Tell) -> None:
    story = tell_of(hours="Mon-Sun 21:00-22:00").open().registered()
    (sms,) = story.lead.messages
    story.tell(events.SmsAsked(SmsRecord(SmsKind.NIGHT, sms.ref, 0, "text", story.lead.phone)))
    story.tell(events.SmsUnsure(sms.ref, "cut")).tell(events.SmsLost(sms.ref, SMS_LOST))
    story.tell(events.SmsSettled(ANNA, sms.ref, went=False)).tell(events.OutcomeSet(ANNA, LeadStatus.WON))
    with pytest.raises(Conflict, match="not wanted any more"):
        story.tell(events.SmsRepeated(ANNA, sms.ref))


def test_n_07_the_oldest_question_comes_first(story: Story) -> None:
    story, _ref = doubtful(story)
    story.wait(hours=1).tell(events.ManualAsked(ANNA)).tell(events.Released(ANNA)).tell(events.RetryAsked(ANNA))
    story.ringing().wake()
    first, second = doubts_of(story.lead)
    assert first.kind is SmsKind.REACHED
    assert second.number == 2
    assert second.since - first.since > timedelta(hours=1)
