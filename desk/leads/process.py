"""The life of a lead as one table. Pure: no clock, no network, no database.

A lead is registered in the CRM, then dialled up within the business hours of the customer, and ends reached,
on an answering machine, unreachable, or with a person. ``TRANSITIONS`` says which fact moves a lead in which
status, and by which step; ``docs`` draw their picture from it. A fact that is in no line of the table moves
nothing: it is noted when it is bookkeeping (``ANYWHERE``), and refused otherwise.

Three rules stand above the table: what is settled stays settled (a late, doubled or swapped report is noted
only); a person's claim stops the robot at once; whatever must not happen twice is written down first.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from desk.errors import Conflict, Ignored
from desk.leads import (
    bridging,
    calling,
    charges,
    connecting,
    events,
    holding,
    macros,
    messages,
    patience,
    people,
    registration,
    settling,
    trading,
    writing,
)
from desk.leads.decision import Decision, Situation, noted
from desk.leads.dialling import dial
from desk.leads.model import FINAL, ROBOT, Held, Lead, LeadStatus
from desk.values import replace

Step = Callable[[Lead, Any, Situation], Decision]

NEW, CALLING, MANUAL = LeadStatus.NEW, LeadStatus.CALLING, LeadStatus.MANUAL
WAITING = (LeadStatus.WAITING_HOURS, LeadStatus.WAITING_RETRY)


def wake(lead: Lead, _fact: events.TimeCame, situation: Situation) -> Decision:
    """The announced moment came: do what was announced."""
    if lead.next.at is None or lead.next.at > situation.now:
        raise Ignored("it is not the time yet")
    if lead.held:
        raise Ignored("a person's wish comes first")
    return dial(lead, situation)


def hold(lead: Lead, fact: events.WishHeld, situation: Situation) -> Decision:
    """Only what could be done now is held. Where the rules hold nothing, it is done. Raises what refuses it."""
    done, pause = _play(lead, holding.wish_of(fact), situation), situation.rules.staff.undo
    if pause is None:
        return done
    until = situation.now + pause
    held = Held(fact.deed, fact.by, until, fact.subject, "", fact.steps, fact.by_force, fact.name, fact.since)
    data = {"deed": fact.deed.value, "seconds": pause.total_seconds()}
    data |= {"name": held.named} if held.named else {}
    return noted(replace(lead, held=held), "held", "it can be taken back for a moment", who=fact.by.name, **data)


def carry_out(lead: Lead, fact: events.HoldEnded, situation: Situation) -> Decision:
    """What is held now goes the way it would have gone at once, if it still can."""
    held = lead.held
    if held is None or situation.now < held.until:
        raise Ignored("nothing is to be carried out now")
    free = replace(lead, held=None)
    if fact.dropped:
        return holding.drop(free, held, fact.dropped)
    try:
        done = _play(free, holding.wish_of(replace(held, by_force=held.by_force and fact.by_force)), situation)
    except (Conflict, Ignored) as refusal:
        return holding.drop(free, held, refusal.reason)
    if not held.reason:
        return done
    why = events.OutcomeExplained(held.by, held.reason)
    return done.then(lambda it: people.explain_outcome(it, why, situation))


def run_macro(lead: Lead, fact: events.MacroAsked, situation: Situation) -> Decision:
    """All its steps, as if each was asked for by itself, or none. Raises Conflict, which names the step and why."""
    writing.works_on(lead, fact.by, by_force=fact.by_force)
    done = noted(lead, "macro_run", "a person asked for it", who=fact.by.name, name=fact.name)
    for number, step in enumerate(fact.steps, 1):
        try:
            for wish in macros.wishes_of(step, fact):
                done = done.then(partial(_play_in_time, fact=wish, situation=situation))
        except (Conflict, Ignored) as refusal:
            raise Conflict(f"step {number} of the macro, {step.kind.value}: {refusal.reason}") from refusal
    return done


TRANSITIONS: Mapping[tuple[LeadStatus, type], Step] = {
    (NEW, events.Registered): registration.dial_up,
    (NEW, events.RegistrationFailed): registration.give_to_people,
    (NEW, events.RegistrationPostponed): registration.postpone,
    (MANUAL, events.CrmMended): registration.resume,
    (CALLING, events.CallAsked): calling.ask,
    (CALLING, events.CallStarted): calling.start,
    (CALLING, events.CallPostponed): calling.postpone,
    (CALLING, events.CallRefused): calling.refuse,
    (CALLING, events.CallUnsure): calling.doubt,
    (CALLING, events.HoursClosed): calling.put_off,
    (CALLING, events.CallHeld): calling.hold,
    (CALLING, events.CallEnded): calling.end,
    (CALLING, events.TimeCame): calling.time_out,
    (LeadStatus.WAITING_HOURS, events.TimeCame): wake,
    (LeadStatus.WAITING_RETRY, events.TimeCame): wake,
    (MANUAL, events.PatienceEnded): patience.run_out,
    (MANUAL, events.Attended): people.attend,
    **{(status, events.RetryAsked): people.retry for status in (MANUAL, *WAITING, *FINAL)},
    **{(status, events.Claimed): people.claim for status in (*ROBOT, MANUAL, *FINAL)},
    **{(status, events.Released): people.release for status in (*ROBOT, MANUAL, *FINAL)},
    **{(status, events.ManualAsked): people.take_by_hand for status in (*ROBOT, MANUAL, *FINAL)},
    **{(status, events.OutcomeSet): people.set_outcome for status in (*ROBOT, MANUAL, *FINAL)},
    **{(status, events.OutcomeExplained): people.explain_outcome for status in FINAL},
    **{(status, events.HandedTo): people.hand_to for status in (*ROBOT, MANUAL, *FINAL)},
    **{(status, events.Postponed): people.postpone for status in (*ROBOT, MANUAL)},
    **{(status, events.ConnectAsked): connecting.connect for status in (*ROBOT, MANUAL)},
    **{(status, events.PhoneCorrected): people.correct_phone for status in (*ROBOT, MANUAL, *FINAL)},
}

# Facts that are written down wherever the lead stands, and move nothing by themselves.
ANYWHERE: Mapping[type, Step] = {
    events.OrderAttached: registration.attach,
    events.Remarked: people.remark,
    events.PartnerSought: registration.keep_partner,
    events.RegistrationAsked: registration.ask,
    events.Registered: registration.keep_id,
    events.RegistrationFailed: registration.note_failure,
    events.CallStarted: calling.start,
    events.CallRefused: calling.note_refusal,
    events.CallUnsure: calling.note_doubt,
    events.CallLost: calling.lose,
    events.PlanTaken: calling.keep_session,
    events.CallEnded: calling.keep_result,
    events.BridgeHeard: bridging.hear,
    events.SmsAsked: messages.ask,
    events.SmsTaken: messages.take,
    events.SmsPostponed: messages.postpone,
    events.SmsRefused: messages.refuse,
    events.SmsUnsure: messages.doubt,
    events.SmsLost: messages.lose,
    events.SmsReported: messages.report,
    events.SmsHeld: messages.hold,
    events.CostUntold: charges.stop_waiting,
    events.CallSettled: settling.settle_call,
    events.BridgeSettled: settling.settle_bridge,
    events.SmsSettled: settling.settle_sms,
    events.SmsRepeated: settling.repeat_sms,
    events.AnswerAsked: writing.answer,
    events.MacroAsked: run_macro,
    events.StageAsked: trading.ask_stage,
    events.OrderAsked: trading.ask_order,
    events.WishHeld: hold,
    events.WishUndone: holding.undo,
    events.HoldEnded: carry_out,
}

# While a person's wish is held, other wishes are refused, and the robot does not begin anything.
WHILE_HELD: Mapping[type, Step] = {
    events.CallAsked: holding.yield_to,
    events.OutcomeExplained: holding.explain,
    events.WishHeld: holding.refuse,
    events.Claimed: holding.refuse,
    events.Released: holding.refuse,
    events.RetryAsked: holding.refuse,
    events.ManualAsked: holding.refuse,
    events.OutcomeSet: holding.refuse,
    events.HandedTo: holding.refuse,
    events.Postponed: holding.refuse,
    events.ConnectAsked: holding.refuse,
    events.PhoneCorrected: holding.refuse,
    events.SmsRepeated: holding.refuse,
    events.AnswerAsked: holding.refuse,
    events.MacroAsked: holding.refuse,
    events.StageAsked: holding.refuse,
    events.OrderAsked: holding.refuse,
}


def advance(lead: Lead, fact: events.Event, situation: Situation) -> Decision:
    """Return the new lead, the commands it asks for and the lines of its history.

    Raises Ignored when the fact changes nothing here, and Conflict when a person asked for what the
    state does not allow.
    """
    decision = _play_in_time(lead, fact, situation)
    return replace(decision, lead=replace(decision.lead, changed_at=situation.now))


def _play_in_time(lead: Lead, fact: events.Event, situation: Situation) -> Decision:
    return patience.keep_time(lead, _play(lead, fact, situation), fact, situation)


def _play(lead: Lead, fact: events.Event, situation: Situation) -> Decision:
    """The step of the line in which this fact stands."""
    first = WHILE_HELD.get(type(fact)) if lead.held else None
    step = first or TRANSITIONS.get((lead.status, type(fact))) or ANYWHERE.get(type(fact))
    if step is None:
        raise Ignored(f"{type(fact).__name__} means nothing to a lead that is {lead.status.value}")
    return step(lead, fact, situation)
