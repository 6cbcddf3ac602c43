"""From a registered lead to a call attempt, and from its outcome to the next step (S0-32 … S0-54)."""

from datetime import datetime

from desk.leads.commands import PlaceCall, SendSms
from desk.leads.decision import Decision, Entry, Situation, close, hand_over, noted
from desk.leads.model import Action, Lead, LeadStatus, Next, Trouble
from desk.leads.policy import may_call, spread_of
from desk.leads.records import CallAttempt, SmsKind, SmsRecord
from desk.ports import Disposition
from desk.values import replace

TRY_AGAIN = frozenset({Disposition.NO_ANSWER, Disposition.BUSY, Disposition.UNAVAILABLE, Disposition.REJECTED})


def dial(lead: Lead, situation: Situation) -> Decision:
    """Call, wait for the hours, or hand over: the check before each contact (S0-38)."""
    rules, now, lead = situation.rules, situation.now, unplan(lead)
    if lead.phone_problem:
        return _without_number(lead)
    if not may_call(lead, rules):
        return hand_over(lead, Trouble.NO_CONSENT, "the customer did not agree to a robot's call")
    if not rules.calls:
        return _confirm(lead, SmsKind.RECEIVED, situation).then(
            lambda it: hand_over(it, Trouble.CALLS_OFF, "robot calls are switched off")
        )
    if len(lead.calls) >= lead.calls_allowed:
        return close(lead, LeadStatus.UNREACHABLE, f"{len(lead.calls)} calls without an answer")
    opening = rules.hours.opening(lead.zone, now)
    if opening is None:
        return hand_over(lead, Trouble.NEVER_OPEN, "the business hours never open")
    if opening > now:
        return _sleep(lead, opening, now, situation)
    return _plan_call(lead, situation)


def unplan(lead: Lead) -> Lead:
    """Without a call that was planned and never asked for: its moment has passed, or a person came first.

    Left where it is, a lead that goes to sleep would seem to have a job for its call already: nobody would wake it.
    """
    call = lead.call
    planned = call is not None and call.asked_at is None and call.result is None
    return replace(lead, calls=lead.calls[:-1]) if planned else lead


def weigh(lead: Lead, ended: CallAttempt, situation: Situation) -> Decision:
    """Sort the outcome of the current attempt into its branch (S0-48)."""
    result = ended.result
    if result is Disposition.ANSWERED:
        return _finish(lead, LeadStatus.REACHED, SmsKind.REACHED, "the customer answered", situation)
    if result is Disposition.VOICEMAIL:
        return _finish(lead, LeadStatus.VOICEMAIL, SmsKind.VOICEMAIL, "an answering machine", situation)
    if result is Disposition.INVALID_NUMBER:
        return close(lead, LeadStatus.INVALID_NUMBER, "the number does not exist")
    if result in TRY_AGAIN:
        return _pause(lead, result, situation)
    if result is Disposition.UNKNOWN:
        reason = f"the call was connected for {ended.talk_seconds} s, nobody knows who answered"
        return hand_over(lead, Trouble.UNCLEAR, reason)
    return hand_over(lead, Trouble.CALL_FAILED, ended.reason or ended.raw or "the call failed")


def _without_number(lead: Lead) -> Decision:
    if lead.phone_problem == "empty":
        return hand_over(lead, Trouble.NO_PHONE, "the order has no phone number")
    closed = close(lead, LeadStatus.INVALID_NUMBER, f"the number is refused: {lead.phone_problem}")
    return replace(closed, lead=replace(closed.lead, trouble=Trouble.BAD_PHONE))


def _plan_call(lead: Lead, situation: Situation) -> Decision:
    number = len(lead.calls) + 1
    attempt = CallAttempt(number, token=f"{lead.id}-{number}-{situation.nonce}")
    why = f"call {number} of {lead.calls_allowed}, the hours are open in {lead.zone}"
    changed = replace(
        lead,
        status=LeadStatus.CALLING,
        trouble=None,
        trouble_text="",
        calls=(*lead.calls, attempt),
        next=Next(Action.CALL, situation.now, why),
    )
    return Decision(changed, (PlaceCall(number),), (Entry("call_planned", why, data={"number": number}),))


def _sleep(lead: Lead, opening: datetime, since: datetime, situation: Situation) -> Decision:
    """Wait for the hours; one night SMS, ever (S0-35 … S0-37, S0-40). No recheck cuts a pause that ends ``since``."""
    rules = situation.rules
    opening += spread_of(lead.id, rules.hours)
    at, action = opening, Action.CALL
    if rules.recheck and since + rules.recheck < opening:
        at, action = since + rules.recheck, Action.CHECK_HOURS
    why = f"closed in {lead.zone}"
    changed = replace(
        lead,
        status=LeadStatus.WAITING_HOURS,
        trouble=None,
        trouble_text="",
        next=Next(action, at, why),
    )
    data = {"at": at.isoformat(), "zone": lead.zone, "zone_from": lead.zone_from}
    asleep = Decision(changed, entries=(Entry("hours_closed", why, data=data),))
    return asleep.then(lambda it: _confirm(it, SmsKind.NIGHT, situation))


def _pause(lead: Lead, result: Disposition, situation: Situation) -> Decision:
    """The status *NoCallback*: again after the pause, or at the opening when that is later (S0-50)."""
    rules = situation.rules
    if len(lead.calls) >= lead.calls_allowed:
        return close(lead, LeadStatus.UNREACHABLE, f"{len(lead.calls)} calls without an answer")
    again = situation.now + rules.retry_after
    opening = rules.hours.opening(lead.zone, again)
    if opening is None:
        return hand_over(lead, Trouble.NEVER_OPEN, "the business hours never open")
    if opening > again:
        return _sleep(lead, opening, again, situation)
    why = f"{result.value}, call {len(lead.calls) + 1} of {lead.calls_allowed} after the pause"
    changed = replace(lead, status=LeadStatus.WAITING_RETRY, next=Next(Action.CALL, again, why))
    return noted(changed, "retry_planned", why, at=again.isoformat())


def _finish(lead: Lead, status: LeadStatus, kind: SmsKind, why: str, situation: Situation) -> Decision:
    return close(lead, status, why).then(lambda it: _confirm(it, kind, situation))


def _confirm(lead: Lead, kind: SmsKind, situation: Situation) -> Decision:
    """Owe the customer one message of this kind. The record is the guard: it is saved with the decision.

    One that was never asked for is owed again: its job may have found it unwanted, while a person had the lead.
    """
    if not situation.rules.sms or not lead.phone:
        return Decision(lead)
    about = 0 if kind in (SmsKind.NIGHT, SmsKind.RECEIVED) else len(lead.calls)
    known = next((sms for sms in reversed(lead.messages) if sms.kind is kind and sms.about_call == about), None)
    if known:
        return Decision(lead, (SendSms(known.ref),) if known.status is None else ())
    ref = f"{lead.id}-{kind.value}-{situation.nonce[:8]}"
    record = SmsRecord(kind, ref, about_call=about)
    owed = Entry("sms_owed", f"the {kind.value} message", data={"kind": kind.value})
    return Decision(replace(lead, messages=(*lead.messages, record)), (SendSms(ref),), (owed,))
