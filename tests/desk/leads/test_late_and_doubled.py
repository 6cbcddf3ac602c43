"""Late, doubled, swapped and foreign reports change nothing that is settled, and are noted."""

import itertools

import pytest

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.commands import StopCall
from desk.leads.model import LeadStatus
from desk.leads.records import SmsKind
from desk.ports import CallReport, Disposition, SentSms, SmsReport, SmsStatus, StartedCall
from tests.desk.leads.conftest import ANNA, Story


def test_a_doubled_report_is_noted_only(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.ANSWERED)
    before = story.lead
    story.ended(Disposition.VOICEMAIL)
    assert (story.lead.status, story.lead.calls, story.lead.messages) == (before.status, before.calls, before.messages)
    assert (story.whats[-1], story.commands) == ("call_repeated", [])


def test_s0_47_a_late_report_updates_the_record_and_starts_nothing(story: Story) -> None:
    story.open().registered().ringing().wake().ended(Disposition.ANSWERED)
    assert story.lead.status is LeadStatus.MANUAL
    assert story.lead.calls[0].result is Disposition.ANSWERED
    assert (story.whats[-1], story.commands) == ("call_late", [])


def test_a_report_before_the_start_was_answered_counts(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1)).ended(Disposition.ANSWERED)
    assert story.lead.status is LeadStatus.REACHED
    story.tell(events.CallStarted(1, StartedCall("s1")))
    assert story.lead.status is LeadStatus.REACHED


def test_a_report_of_the_first_call_does_not_end_the_second(story: Story) -> None:
    story.open().registered().ringing().ended(Disposition.BUSY).wake().ringing()
    story.ended(Disposition.ANSWERED, number=1)
    assert story.lead.status is LeadStatus.CALLING
    assert story.lead.calls[1].result is None


def test_a_second_session_gets_no_plan_and_its_report_counts_nothing(story: Story) -> None:
    story.open().registered().ringing().tell(events.PlanTaken(1, "s1"))
    with pytest.raises(Conflict):
        story.tell(events.PlanTaken(1, "s2"))
    story.ended(Disposition.FAILED, session="s2")
    assert story.lead.status is LeadStatus.CALLING
    assert story.whats[-1] == "call_doubled"
    story.ended(Disposition.ANSWERED, session="s1")
    assert story.lead.status is LeadStatus.REACHED


def test_the_session_that_has_the_plan_may_ask_again(story: Story) -> None:
    story.open().registered().ringing().tell(events.PlanTaken(1, "s1"))
    before = story.whats
    story.tell(events.PlanTaken(1, "s1"))
    assert story.whats == before


def test_the_plan_is_not_handed_out_after_closing(story: Story) -> None:
    story.open().registered().ringing().wait(hours=10)
    with pytest.raises(Conflict):
        story.tell(events.PlanTaken(1, "s1"))


def test_a_session_that_asks_again_after_closing_may_not_dial_any_more(story: Story) -> None:
    story.open().registered().ringing().tell(events.PlanTaken(1, "s1")).wait(hours=10)
    with pytest.raises(Conflict):
        story.tell(events.PlanTaken(1, "s1"))


def test_f_05_a_call_that_was_refused_and_rings_all_the_same_is_under_way(story: Story) -> None:
    """It is not asked for again, and a person takes over when its report is lost."""
    story.open().registered().tell(events.CallAsked(1)).tell(events.CallPostponed(1, "429"))
    story.tell(events.PlanTaken(1, "s1"))
    assert story.lead.calls[0].asked_at == story.now
    story.wake()
    assert story.lead.status is LeadStatus.MANUAL


@pytest.mark.parametrize("given_back", [False, True])
def test_f_05_a_start_that_is_answered_after_a_claim_is_stopped(story: Story, given_back: bool) -> None:
    story.open().registered().tell(events.CallAsked(1)).tell(events.Claimed(ANNA))
    if given_back:
        story.tell(events.Released(ANNA))
    story.tell(events.CallStarted(1, StartedCall("s1", "https://stop")))
    assert story.commands == [StopCall(1)]


def test_an_intent_is_written_once(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1))
    with pytest.raises(Ignored):
        story.tell(events.CallAsked(1))


def test_a_call_that_was_certainly_not_started_is_tried_again_under_its_number(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1)).tell(events.CallPostponed(1, "429"))
    assert story.lead.calls[0].asked_at is None
    story.tell(events.CallAsked(1))
    assert len(story.lead.calls) == 1


def test_a_heard_of_call_is_not_taken_back(story: Story) -> None:
    story.open().registered().tell(events.CallAsked(1)).tell(events.PlanTaken(1, "s1"))
    with pytest.raises(Ignored):
        story.tell(events.CallPostponed(1, "429"))


FACTS = {
    "started": events.CallStarted(1, StartedCall("s1")),
    "unsure": events.CallUnsure(1, "timeout"),
    "plan": events.PlanTaken(1, "s1"),
    "busy": Disposition.BUSY,
    "answered": Disposition.ANSWERED,
    "timer": events.TimeCame(),
}


@pytest.mark.parametrize("order", list(itertools.permutations(FACTS, 4)), ids="-".join)
def test_f_05_no_order_of_facts_calls_twice_or_tells_the_customer_twice(order: tuple[str, ...]) -> None:
    story = Story().open().registered().tell(events.CallAsked(1))
    for name in order:
        fact = FACTS[name]
        try:
            if isinstance(fact, Disposition):
                call = story.lead.calls[0]
                story.tell(events.CallEnded(1, CallReport(call.token, "s1", fact, fact.value)))
            else:
                story.tell(fact)
        except (Ignored, Conflict):
            continue
    assert len(story.lead.calls) == 1
    assert len([sms for sms in story.lead.messages if sms.kind is SmsKind.REACHED]) <= 1
    first = next((name for name in order if name in ("busy", "answered")), None)
    assert story.lead.calls[0].result is (FACTS[first] if first else None)


def test_s0_39_the_gateways_answer_is_kept(story: Story) -> None:
    ref = _sms_asked(story)
    story.tell(events.SmsTaken(ref, SentSms("id-9", parts=2)))
    assert (story.lead.messages[0].provider_id, story.lead.messages[0].status) == ("id-9", SmsStatus.SENT)


def test_a_delivery_report_may_overtake_the_answer(story: Story) -> None:
    ref = _sms_asked(story)
    story.tell(events.SmsReported(ref, SmsReport(ref, "id-9", SmsStatus.DELIVERED)))
    story.tell(events.SmsTaken(ref, SentSms("id-9")))
    assert story.lead.messages[0].status is SmsStatus.DELIVERED


def test_a_delivered_message_stays_delivered(story: Story) -> None:
    ref = _sms_asked(story)
    story.tell(events.SmsReported(ref, SmsReport(ref, "id-9", SmsStatus.DELIVERED)))
    with pytest.raises(Ignored):
        story.tell(events.SmsReported(ref, SmsReport(ref, "id-9", SmsStatus.SENT)))


def test_a_message_whose_answer_was_lost_is_unknown_and_asked_about(story: Story) -> None:
    ref = _sms_asked(story)
    story.tell(events.SmsUnsure(ref, "read timeout"))
    assert story.lead.messages[0].status is SmsStatus.UNKNOWN
    assert len(story.commands) == 1


def _sms_asked(story: Story) -> str:
    story.open().registered().ringing().ended(Disposition.ANSWERED)
    record = story.lead.messages[0]
    story.tell(events.SmsAsked(record))
    return record.ref
