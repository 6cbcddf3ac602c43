"""Steps of one SMS: intent, answer, delivery report. A message never moves a lead."""

from desk.errors import Ignored
from desk.leads.charges import HELD, reprice
from desk.leads.commands import CheckSms
from desk.leads.decision import Decision, Entry, Situation, noted, overrule
from desk.leads.events import SmsAsked, SmsHeld, SmsLost, SmsPostponed, SmsRefused, SmsReported, SmsTaken, SmsUnsure
from desk.leads.model import Lead
from desk.leads.records import SmsRecord
from desk.ports import SmsStatus
from desk.values import replace

SETTLED = (SmsStatus.DELIVERED, SmsStatus.FAILED)


def may_be_sent(record: SmsRecord) -> bool:
    """Never asked for, or certainly not taken: what the gateway refused has no id of it, and may be tried again.

    What failed by a person's word only is no such thing: a new message is sent in its place, when somebody asks.
    """
    refused = record.status is SmsStatus.FAILED and not record.provider_id
    return record.status is None or (refused and record.word is None)


def ask(lead: Lead, fact: SmsAsked, situation: Situation) -> Decision:
    """The written intent, with the very text: from here on this message is not sent again unless it was refused."""
    record = _record(lead, fact.sms.ref)
    if not may_be_sent(record):
        raise Ignored("this message has been asked for")
    asked = replace(fact.sms, status=SmsStatus.SENDING, asked_at=situation.now, reason="")
    return Decision(lead.with_message(asked))


def take(lead: Lead, fact: SmsTaken, _situation: Situation) -> Decision:
    record = _record(lead, fact.ref)
    if record.status in SETTLED:  # a delivery report may overtake the answer
        priced = record if record.priced else reprice(record, fact.sent.cost)
        return Decision(lead.with_message(replace(priced, provider_id=fact.sent.provider_id)))
    sent = replace(
        reprice(record, fact.sent.cost),
        status=SmsStatus.SENT,
        provider_id=fact.sent.provider_id,
        parts=fact.sent.parts,
        reason="",  # of an earlier refusal
        unknown_at=None,
        word=None,
    )
    return noted(lead.with_message(sent), "sms_sent", "the gateway took it", kind=record.kind.value)


def postpone(lead: Lead, fact: SmsPostponed, _situation: Situation) -> Decision:
    """Certainly not sent: the intent is taken back, the job tries again later."""
    record = _record(lead, fact.ref)
    if record.status is not SmsStatus.SENDING:
        raise Ignored("more is known about this message")
    return Decision(lead.with_message(replace(record, status=None, asked_at=None)))


def refuse(lead: Lead, fact: SmsRefused, _situation: Situation) -> Decision:
    record = _record(lead, fact.ref)
    if record.status not in (None, SmsStatus.SENDING):
        raise Ignored("more is known about this message")
    failed = replace(record, status=SmsStatus.FAILED, reason=fact.reason)
    return noted(lead.with_message(failed), "sms_failed", fact.reason, kind=record.kind.value)


def doubt(lead: Lead, fact: SmsUnsure, _situation: Situation) -> Decision:
    """Sent or not: the gateway is asked by our reference, and nothing is repeated on a guess."""
    record = _record(lead, fact.ref)
    if record.status is not SmsStatus.SENDING:
        raise Ignored("more is known about this message")
    unsure = lead.with_message(replace(record, status=SmsStatus.UNKNOWN, reason=fact.reason))
    entry = Entry("sms_unsure", fact.reason, data={"kind": record.kind.value})
    return Decision(unsure, (CheckSms(fact.ref),), (entry,))


def lose(lead: Lead, fact: SmsLost, situation: Situation) -> Decision:
    """Only a person can say what became of it."""
    record = _record(lead, fact.ref)
    if record.status is not SmsStatus.UNKNOWN or record.unknown_at:
        raise Ignored("more is known about this message")
    unknown = lead.with_message(replace(record, unknown_at=situation.now))
    return noted(unknown, "sms_lost", fact.reason, kind=record.kind.value)


def report(lead: Lead, fact: SmsReported, _situation: Situation) -> Decision:
    """Reports come in any order and more than once; a settled message stays as it is, but for its price, and unless
    it was settled by a person's word."""
    record = _record(lead, fact.ref)
    said = fact.report
    priced = reprice(record, said.cost)
    old = record.word is None and (record.status in SETTLED or record.status is said.status)
    if old or said.status is SmsStatus.UNKNOWN:
        if priced is record:
            raise Ignored("nothing new about this message")
        return Decision(lead.with_message(priced))
    known = replace(
        priced,
        status=said.status,
        provider_id=record.provider_id or said.provider_id,
        reason=said.reason,
        unknown_at=None,
        word=None,
    )
    why = f"the gateway says {said.raw or said.status.value}"
    written = noted(lead.with_message(known), f"sms_{said.status.value}", why, kind=record.kind.value)
    return overrule(written, record.word, went=said.status is not SmsStatus.FAILED)


def hold(lead: Lead, fact: SmsHeld, _situation: Situation) -> Decision:
    """The day's money is spent (N-09): it is sent when somebody approves, or tomorrow."""
    record = _record(lead, fact.ref)
    if not may_be_sent(record):
        raise Ignored("this message has been asked for")
    if record.reason == HELD:
        raise Ignored("it is known that this waits")
    return noted(lead.with_message(replace(record, reason=HELD)), "sms_held", HELD, kind=record.kind.value)


def _record(lead: Lead, ref: str) -> SmsRecord:
    record = lead.message(ref)
    if record is None:
        raise Ignored("the lead has no such message")
    return record
