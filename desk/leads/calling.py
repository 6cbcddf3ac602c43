"""Steps of one robot call: intent, start, report, and every way in which they come late or twice."""

from desk.errors import Conflict, Ignored
from desk.leads.attempts import begin, is_foreign, settle
from desk.leads.charges import HELD, reprice
from desk.leads.commands import CheckCall, StopCall
from desk.leads.decision import Decision, Entry, Situation, hand_over, noted, overrule
from desk.leads.dialling import dial, weigh
from desk.leads.events import (
    CallAsked,
    CallEnded,
    CallHeld,
    CallLost,
    CallPostponed,
    CallRefused,
    CallStarted,
    CallUnsure,
    HoursClosed,
    PlanTaken,
    TimeCame,
)
from desk.leads.model import Action, Lead, LeadStatus, Next, Trouble
from desk.leads.records import CallAttempt
from desk.ports import Disposition
from desk.values import replace

NOT_MADE = (Disposition.FAILED, Disposition.INVALID_NUMBER)


def ask(lead: Lead, fact: CallAsked, situation: Situation) -> Decision:
    """The written intent. From here on this attempt is never asked for again."""
    attempt = _current(lead, fact.number)
    if attempt.asked_at:
        raise Ignored(f"call {fact.number} has been asked for")
    why = f"the result of call {fact.number}; then a person takes over"
    changed = replace(
        lead.with_attempt(replace(attempt, asked_at=situation.now)),
        next=Next(Action.AWAIT_RESULT, situation.now + situation.rules.result_timeout, why),
    )
    entry = Entry("call_asked", f"call {fact.number} was due", data={"number": fact.number})
    return Decision(changed, (CheckCall(fact.number),), (entry,))


def start(lead: Lead, fact: CallStarted, situation: Situation) -> Decision:
    """The provider's answer. It may come when nobody wants the call any more: only now it is known how to stop it."""
    attempt = _attempt(lead, fact.number)
    if attempt.started_at:
        raise Ignored("the start of this call is known")
    started = begin(attempt, fact, situation)
    why = "the provider took the request"
    taken = noted(lead.with_attempt(started), "call_started", why, number=fact.number)
    wanted = lead.status is LeadStatus.CALLING and attempt is lead.call
    return taken if wanted or attempt.result else replace(taken, commands=(StopCall(fact.number),))


def postpone(lead: Lead, fact: CallPostponed, _situation: Situation) -> Decision:
    """Certainly not started: the intent is taken back, and the same attempt is tried later."""
    attempt = _current(lead, fact.number)
    if attempt.session or attempt.result:
        raise Ignored("the call has been heard of")
    changed = replace(
        lead.with_attempt(replace(attempt, asked_at=None)),
        next=Next(Action.CALL, None, f"call {fact.number}, as soon as telephony can"),
    )
    return noted(changed, "call_postponed", fact.reason, number=fact.number)


def refuse(lead: Lead, fact: CallRefused, situation: Situation) -> Decision:
    attempt = _current(lead, fact.number)
    if attempt.session or attempt.result:
        raise Ignored("the call has been heard of")
    lead = _note_refused(lead, attempt, fact, situation)
    if fact.unauthorised:
        return hand_over(lead, Trouble.CALL_TOKEN, fact.reason)
    return hand_over(lead, Trouble.CALL_FAILED, fact.reason)


def doubt(lead: Lead, fact: CallUnsure, _situation: Situation) -> Decision:
    """Nobody knows whether it rings: wait for the report, ask the history, never call on a guess."""
    return noted(lead, "call_unsure", fact.reason, number=fact.number)


def put_off(lead: Lead, fact: HoursClosed, situation: Situation) -> Decision:
    """Planned, not asked for, and now it is too late in the day: the attempt does not count."""
    attempt = _current(lead, fact.number)
    if attempt.asked_at:
        raise Ignored("the call has been asked for")
    return dial(lead, situation)


def hold(lead: Lead, fact: CallHeld, _situation: Situation) -> Decision:
    """Planned, not asked for, and the day's money is spent (N-09): it waits, and everybody can see why."""
    attempt = _current(lead, fact.number)
    if attempt.asked_at:
        raise Ignored("the call has been asked for")
    if lead.next.why == HELD and lead.next.at == fact.until:
        raise Ignored("it is known that this waits")
    held = replace(lead, next=Next(Action.CALL, fact.until, HELD))
    return noted(held, "call_held", HELD, number=fact.number, at=fact.until.isoformat())


def keep_session(lead: Lead, fact: PlanTaken, situation: Situation) -> Decision:
    """Hand the plan to the first session that asks, and to it alone.

    Raises Conflict for every other session, and when the call is not wanted any more.
    """
    attempt = lead.attempt(fact.number)
    if attempt is None or lead.call is not attempt or lead.status is not LeadStatus.CALLING:
        raise Conflict("this call is not wanted any more")
    if attempt.result:
        raise Conflict("this call is over")
    if attempt.session not in ("", fact.session):
        raise Conflict("another session has the plan of this call")
    if not situation.rules.hours.open(lead.zone, situation.now):
        raise Conflict("it is not the time to call any more")
    if attempt.session:
        return Decision(lead)  # the answer was lost; the same session may hear it again
    if not attempt.asked_at:  # the provider refused the request and works on it all the same: not to be asked for again
        return ask(lead, CallAsked(fact.number), situation).then(lambda it: keep_session(it, fact, situation))
    changed = lead.with_attempt(replace(attempt, session=fact.session))
    return noted(changed, "call_dialling", "the scenario fetched its plan", number=fact.number)


def end(lead: Lead, fact: CallEnded, situation: Situation) -> Decision:
    """A report about the current attempt moves the lead; any other one is kept."""
    attempt = _attempt(lead, fact.number)
    if attempt is not lead.call or attempt.result:
        return keep_result(lead, fact, situation)
    if is_foreign(attempt, fact):
        return _note_foreign(lead, fact)
    settled = settle(attempt, fact, situation)
    return _write(lead, settled, fact).then(lambda it: weigh(it, settled, situation))


def keep_result(lead: Lead, fact: CallEnded, situation: Situation) -> Decision:
    """Late, doubled or swapped: written down, and starts nothing."""
    attempt = _attempt(lead, fact.number)
    if is_foreign(attempt, fact):
        return _note_foreign(lead, fact)
    if attempt.result:
        return _keep_price(lead, attempt, fact)
    return _write(lead, settle(attempt, fact, situation), fact, late=True)


def _keep_price(lead: Lead, attempt: CallAttempt, fact: CallEnded) -> Decision:
    """Nothing new about the call, but perhaps about its cost."""
    priced = reprice(attempt, fact.report.cost, last=fact.report.priced)
    if fact.source != "history":
        why, said = "the result was known already", fact.report.disposition.value
        return noted(lead.with_attempt(priced), "call_repeated", why, number=fact.number, disposition=said)
    if priced is attempt:
        raise Ignored("the result is known")
    return Decision(lead.with_attempt(priced))


def time_out(lead: Lead, _fact: TimeCame, situation: Situation) -> Decision:
    """No report in time: a person takes over, and nobody dials again by guess (S0-47)."""
    attempt = lead.call
    if lead.next.at is None or lead.next.at > situation.now or attempt is None or not attempt.asked_at:
        raise Ignored("no result is due")
    unknown = lead.with_attempt(replace(attempt, unknown_at=situation.now))
    return hand_over(unknown, Trouble.NO_RESULT, f"call {attempt.number} brought no result in time")


def lose(lead: Lead, fact: CallLost, situation: Situation) -> Decision:
    """Whoever took the lead while it rang is asked whether it did: nobody else will ever say."""
    attempt = _attempt(lead, fact.number)
    heard_of = attempt.ended_at or attempt.unknown_at or attempt.word or not attempt.asked_at
    awaited = lead.status is LeadStatus.CALLING and attempt is lead.call
    if heard_of or awaited or lead.final:
        raise Ignored("nobody has to be asked about this call")
    unknown = lead.with_attempt(replace(attempt, unknown_at=situation.now))
    return noted(unknown, "call_lost", fact.reason, number=fact.number)


def note_refusal(lead: Lead, fact: CallRefused, situation: Situation) -> Decision:
    """Somebody took the lead meanwhile. What is known of the call is certain all the same: it was not made."""
    attempt = lead.attempt(fact.number)
    if attempt and not attempt.session and not attempt.result:
        lead = _note_refused(lead, attempt, fact, situation)
    return noted(lead, "call_unsure", fact.reason, number=fact.number)


def note_doubt(lead: Lead, fact: CallUnsure, _situation: Situation) -> Decision:
    return noted(lead, "call_unsure", fact.reason, number=fact.number)


def _note_refused(lead: Lead, attempt: CallAttempt, fact: CallRefused, situation: Situation) -> Lead:
    """It is over, and without a result: nobody has to be asked about it."""
    return lead.with_attempt(
        replace(attempt, ended_at=situation.now, reason=fact.reason, refused=True, unknown_at=None)
    )


def _attempt(lead: Lead, number: int) -> CallAttempt:
    attempt = lead.attempt(number)
    if attempt is None:
        raise Ignored(f"the lead has no call {number}")
    return attempt


def _current(lead: Lead, number: int) -> CallAttempt:
    attempt = _attempt(lead, number)
    if attempt is not lead.call:
        raise Ignored(f"call {number} is not the current one")
    return attempt


def _note_foreign(lead: Lead, fact: CallEnded) -> Decision:
    why = "a second telephony session existed for this attempt; it was not given the plan"
    return noted(lead, "call_doubled", why, number=fact.number, raw=fact.report.raw)


def _write(lead: Lead, settled: CallAttempt, fact: CallEnded, *, late: bool = False) -> Decision:
    result = settled.result.value if settled.result else ""
    why = f"the provider's {fact.source} says {settled.raw or result}"
    before, rang = lead.attempt(settled.number), settled.result not in NOT_MADE
    written = noted(
        lead.with_attempt(settled),
        "call_late" if late else "call_ended",
        why,
        number=settled.number,
        disposition=result,
        seconds=settled.talk_seconds,
        key=settled.key,
    )
    return overrule(written, before.word if before else None, went=rang)
