"""Steps of the unknown-outcome desk: a person says what became of a call or a message (N-07).

Their word is written down as theirs. It repeats nothing: that takes one more wish, and makes a new attempt. Whatever
the neighbour reports afterwards wins.
"""

from desk.errors import Conflict
from desk.leads.bridging import find_bridge, name_end
from desk.leads.commands import SendSms
from desk.leads.decision import Decision, Entry, Situation, noted
from desk.leads.deeds import BridgeSettled, CallSettled, SmsRepeated, SmsSettled
from desk.leads.doubts import repeatable
from desk.leads.model import Lead, LeadStatus, Trouble
from desk.leads.people import belongs_to
from desk.leads.records import CallAttempt, SmsKind, SmsRecord
from desk.leads.wishes import Word
from desk.leads.writing import answer_ref
from desk.ports import SmsStatus
from desk.values import replace

SETTLED = "this was settled meanwhile"


def settle_call(lead: Lead, fact: CallSettled, _situation: Situation) -> Decision:
    """Raises Conflict when more is known by now, or when it is not theirs to say."""
    attempt = lead.attempt(fact.number)
    if attempt is None or attempt.unknown_at is None or lead.final:
        raise Conflict(SETTLED)
    _may_say(lead, fact)
    known = lead.with_attempt(replace(attempt, unknown_at=None, word=_word(fact)))
    what, why = ("call_went", "a person says that it went out") if fact.went else ("call_not_made", _not_made(fact))
    if not fact.went and _stopped_it(lead, attempt):
        known = replace(known, trouble=Trouble.CALL_FAILED, trouble_text=why)
    return noted(known, what, why, who=fact.by.name, number=fact.number)


def settle_bridge(lead: Lead, fact: BridgeSettled, _situation: Situation) -> Decision:
    """Raises Conflict when more is known by now, or when it is not theirs to say."""
    bridge = find_bridge(lead, fact.number)
    if bridge is None or bridge.call.unknown_at is None or lead.final:
        raise Conflict(SETTLED)
    _may_say(lead, fact)
    said = replace(bridge, call=replace(bridge.call, unknown_at=None, word=_word(fact)))
    why = "a person says that it went out" if fact.went else _not_made(fact)
    return noted(lead.with_bridge(said), name_end(said), why, who=fact.by.name, name=bridge.by.name)


def settle_sms(lead: Lead, fact: SmsSettled, _situation: Situation) -> Decision:
    """Raises Conflict when more is known by now, or when it is not theirs to say."""
    record = lead.message(fact.ref)
    if record is None or record.unknown_at is None:
        raise Conflict(SETTLED)
    _may_say(lead, fact)
    if fact.went:
        sent = replace(record, status=SmsStatus.SENT, reason="", unknown_at=None, word=Word.WENT)
        why = "a person says that it went out"
        return noted(lead.with_message(sent), "sms_went", why, who=fact.by.name, kind=record.kind.value)
    why = _not_made(fact)
    failed = replace(record, status=SmsStatus.FAILED, reason=why, unknown_at=None, word=Word.NOT)
    return noted(lead.with_message(failed), "sms_not_sent", why, who=fact.by.name, kind=record.kind.value)


def repeat_sms(lead: Lead, fact: SmsRepeated, situation: Situation) -> Decision:
    """A new message with a ref of its own. Raises Conflict where nobody said that the old one did not go out."""
    belongs_to(lead, fact.by)
    record = lead.message(fact.ref)
    if record is None or record is not repeatable(lead):
        raise Conflict("this message is not to be sent again")
    if not situation.rules.sms or not lead.phone:
        raise Conflict("SMS are switched off: please write yourself")
    if record.kind is SmsKind.NIGHT and lead.status is not LeadStatus.WAITING_HOURS:
        raise Conflict("this message is not wanted any more")
    ref = f"{lead.id}-{record.kind.value}-{situation.nonce[:8]}"
    again = SmsRecord(record.kind, ref, about_call=record.about_call)
    if record.kind is SmsKind.ANSWER:  # with the very words of the first one
        ref = answer_ref(lead, situation)
        again = SmsRecord(record.kind, ref, text=record.text, name=record.name, at_once=record.at_once)
    entry = Entry("sms_repeated", "a person asked for it", who=fact.by.name, data={"kind": record.kind.value})
    return Decision(replace(lead, messages=(*lead.messages, again)), (SendSms(ref),), (entry,))


def _may_say(lead: Lead, fact: CallSettled | BridgeSettled | SmsSettled) -> None:
    """Its owner or an admin; anybody on duty while nobody has it."""
    if fact.by_force:
        return
    belongs_to(lead, fact.by)
    if lead.assignee is None and fact.off_duty:
        raise Conflict("you are not on duty now")


def _word(fact: CallSettled | BridgeSettled | SmsSettled) -> Word:
    return Word.WENT if fact.went else Word.NOT


def _not_made(fact: CallSettled | BridgeSettled | SmsSettled) -> str:
    return f"by {fact.by.name}'s word it did not go out"


def _stopped_it(lead: Lead, attempt: CallAttempt) -> bool:
    """Whether this very call is why the lead waits for a person."""
    return lead.trouble is Trouble.NO_RESULT and attempt is lead.call
