"""What is heard of a bridge: a call that joins the owner of a lead with its customer. ``connecting`` begins it.

It moves no lead: its owner was on the phone, and decides what follows. Like a robot's call it is asked for once, and
its plan goes to one session only, within ``START_WITHIN``. Afterwards nobody is rung any more, so an answer that got
lost is settled by waiting that long; a report that got lost by the provider's history, or by a person.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.errors import Conflict, Ignored
from desk.leads import events
from desk.leads.attempts import begin, is_foreign, settle
from desk.leads.charges import reprice
from desk.leads.decision import Decision, Situation, noted, overrule
from desk.leads.model import Bridge, Lead
from desk.leads.patience import renew
from desk.leads.records import CallAttempt
from desk.leads.wishes import Word
from desk.ports import Disposition
from desk.telephony import Leg
from desk.values import replace

START_WITHIN = timedelta(minutes=2)
LONGEST = timedelta(minutes=40)  # no session lives longer: the scenario's own limit is shorter
SILENT_FOR = timedelta(hours=1)  # then the provider's history has been asked for the last time
LOOK_AFTER = (START_WITHIN, timedelta(minutes=6), timedelta(minutes=15), LONGEST, SILENT_FOR)
ORDER = (None, Leg.SELLER, Leg.CUSTOMER, Leg.TALK)
SAID = {None: "connect_unknown", Word.WENT: "connect_went", Word.NOT: "connect_not_made"}
MOVED = {
    Leg.CUSTOMER: ("connect_customer", "the scenario calls the customer"),
    Leg.TALK: ("connect_talk", "the scenario has joined them"),
}


def is_under_way(bridge: Bridge, now: datetime) -> bool:
    """Whether somebody's phone may be ringing for it, now or soon."""
    if bridge.call.result:
        return False
    return now < bridge.begun_at + (LONGEST if bridge.call.session else START_WITHIN)


def is_wanted(lead: Lead, number: int, now: datetime) -> bool:
    """Whether it may still begin: whoever asked for it has the lead, and waits."""
    bridge = lead.bridge
    if bridge is None or bridge.call.number != number or bridge.call.result or lead.final:
        return False
    return lead.assignee is not None and lead.assignee.id == bridge.by.id and now < bridge.begun_at + START_WITHIN


def find_bridge(lead: Lead, number: int) -> Bridge | None:
    return next((it for it in lead.bridges if it.call.number == number), None)


def hear(lead: Lead, fact: events.BridgeHeard, situation: Situation) -> Decision:
    bridge = find_bridge(lead, fact.what.number)
    if bridge is None:
        raise Ignored(f"the lead has no bridge {fact.what.number}")
    return STEPS[type(fact.what)](lead, bridge, fact.what, situation)


def _ask(lead: Lead, bridge: Bridge, _fact: events.CallAsked, situation: Situation) -> Decision:
    """The written intent."""
    if bridge.call.asked_at or bridge.call.result:
        raise Ignored("this bridge has been asked for")
    return _noted(lead, bridge, "connect_sent", "a person asked for it", asked_at=situation.now)


def _start(lead: Lead, bridge: Bridge, fact: events.CallStarted, situation: Situation) -> Decision:
    if bridge.call.started_at:
        raise Ignored("the start of this call is known")
    begun = replace(bridge, call=begin(bridge.call, fact, situation))
    return noted(lead.with_bridge(begun), "connect_started", "the provider took the request", name=bridge.by.name)


def _postpone(lead: Lead, bridge: Bridge, fact: events.CallPostponed, _situation: Situation) -> Decision:
    """Certainly not started: the intent is taken back, and the job tries again."""
    _not_heard_of(bridge)
    return _noted(lead, bridge, "connect_postponed", fact.reason, asked_at=None)


def _refuse(lead: Lead, bridge: Bridge, fact: events.CallRefused, situation: Situation) -> Decision:
    _not_heard_of(bridge)
    return _fail(lead, bridge, fact.reason, situation)


def _doubt(lead: Lead, bridge: Bridge, fact: events.CallUnsure, _situation: Situation) -> Decision:
    return noted(lead, "connect_unsure", fact.reason, name=bridge.by.name)


def _put_off(lead: Lead, bridge: Bridge, _fact: events.HoursClosed, situation: Situation) -> Decision:
    _not_heard_of(bridge)
    return _fail(lead, bridge, "it is not the time to call any more", situation)


def _keep_session(lead: Lead, bridge: Bridge, fact: events.PlanTaken, situation: Situation) -> Decision:
    """Hand the plan to the first session that asks, and to it alone. Raises Conflict otherwise."""
    call = bridge.call
    if call.session not in ("", fact.session):
        raise Conflict("another session has the plan of this call")
    if call.result:
        raise Conflict("this call is over")
    if call.session:
        return Decision(lead)  # the answer was lost; the same session may hear it again
    if not is_wanted(lead, fact.number, situation.now):
        raise Conflict("this call is not wanted any more")
    if not situation.rules.hours.open(lead.zone, situation.now):
        raise Conflict("it is not the time to call any more")
    taken = replace(bridge, leg=Leg.SELLER)
    known = {"asked_at": call.asked_at or situation.now, "session": fact.session}
    return _noted(lead, taken, "connect_ringing", "the scenario fetched its plan", **known)


def _move(lead: Lead, bridge: Bridge, fact: events.CallMoved, _situation: Situation) -> Decision:
    """Word of it may come late, or in another order."""
    if bridge.call.result or fact.session != bridge.call.session:
        raise Ignored("the call is over, or another one")
    if ORDER.index(fact.leg) <= ORDER.index(bridge.leg):
        raise Ignored("it has got further already")
    what, why = MOVED[fact.leg]
    return _noted(lead, replace(bridge, leg=fact.leg), what, why)


def _end(lead: Lead, bridge: Bridge, fact: events.CallEnded, situation: Situation) -> Decision:
    """What was settled stays so, unless nobody knew: then the record counts more than what a person said."""
    if is_foreign(bridge.call, fact):
        why = "a second telephony session existed for this attempt; it was not given the plan"
        return noted(lead, "connect_doubled", why)
    if bridge.call.result not in (None, Disposition.UNKNOWN) or bridge.call.result is fact.report.disposition:
        return _keep_price(lead, bridge, fact)
    call = _ask_people(settle(bridge.call, fact, situation), situation)
    ended = replace(bridge, call=call, leg=fact.report.leg or bridge.leg)
    decision = _told(lead.with_bridge(ended), ended, f"the provider's {fact.source} says {call.raw}")
    decision = overrule(decision, bridge.call.word, went=ended.leg is not None)
    worked = call.talk_seconds > 0 and lead.assignee is not None and lead.assignee.id == bridge.by.id
    return replace(decision, lead=renew(decision.lead, situation)) if worked else decision


def _keep_price(lead: Lead, bridge: Bridge, fact: events.CallEnded) -> Decision:
    """Nothing new about the call, but perhaps about its cost."""
    call = reprice(bridge.call, fact.report.cost, last=fact.report.priced)
    priced = lead.with_bridge(replace(bridge, call=call))
    if fact.source != "history":
        return noted(priced, "connect_repeated", "the result was known already")
    if call is bridge.call:
        raise Ignored("the result is known")
    return Decision(priced)


def _run_out(lead: Lead, bridge: Bridge, fact: events.CallOverdue, situation: Situation) -> Decision:
    """Without a session nobody was rung, and nobody will be; with one a person has to find out."""
    if bridge.call.result:
        raise Ignored("the result is known")
    waited = situation.now - bridge.begun_at
    if not bridge.call.session and (waited >= START_WITHIN or fact.gave_up):
        return _fail(lead, bridge, "telephony did not begin in time", situation)
    if waited < SILENT_FOR and not fact.gave_up:
        raise Ignored("it is not the time yet")
    return _close(lead, bridge, Disposition.UNKNOWN, "nobody reported how it ended", situation)


def _not_heard_of(bridge: Bridge) -> None:
    if bridge.call.session or bridge.call.result:
        raise Ignored("the call has been heard of")


def _fail(lead: Lead, bridge: Bridge, reason: str, situation: Situation) -> Decision:
    return _close(lead, bridge, Disposition.FAILED, reason, situation)


def _close(lead: Lead, bridge: Bridge, result: Disposition, reason: str, situation: Situation) -> Decision:
    call = replace(bridge.call, result=result, reason=reason, ended_at=situation.now)
    closed = replace(bridge, call=_ask_people(call, situation))
    return _told(lead.with_bridge(closed), closed, reason)


def _ask_people(call: CallAttempt, situation: Situation) -> CallAttempt:
    """What of it nobody knows."""
    return replace(call, unknown_at=situation.now) if call.result is Disposition.UNKNOWN else call


def _told(lead: Lead, ended: Bridge, why: str) -> Decision:
    call = ended.call
    disposition = call.result.value if call.result else ""
    if call.result is Disposition.FAILED:
        why = call.reason or "the call failed"
    return noted(lead, name_end(ended), why, name=ended.by.name, disposition=disposition, seconds=call.talk_seconds)


def name_end(ended: Bridge) -> str:
    """The code of how it ended."""
    if ended.call.result is Disposition.UNKNOWN:
        return SAID[ended.call.word]
    if ended.leg is Leg.TALK:
        return "connect_talked"
    if ended.call.result is Disposition.FAILED:
        return "connect_failed"
    return "connect_no_customer" if ended.leg is Leg.CUSTOMER else "connect_no_seller"


def _noted(lead: Lead, bridge: Bridge, what: str, why: str, **changes: Any) -> Decision:
    changed = replace(bridge, call=replace(bridge.call, **changes)) if changes else bridge
    return noted(lead.with_bridge(changed), what, why, name=bridge.by.name)


STEPS: Mapping[type, Callable[[Lead, Bridge, Any, Situation], Decision]] = {
    events.CallAsked: _ask,
    events.CallStarted: _start,
    events.CallPostponed: _postpone,
    events.CallRefused: _refuse,
    events.CallUnsure: _doubt,
    events.HoursClosed: _put_off,
    events.PlanTaken: _keep_session,
    events.CallMoved: _move,
    events.CallEnded: _end,
    events.CallOverdue: _run_out,
}
