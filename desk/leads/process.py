"""The life of a lead as one table. Pure: no clock, no network, no database.

A lead is registered in the CRM, then dialled up within the business hours of the customer, and ends reached,
on an answering machine, unreachable, or with a person. ``TRANSITIONS`` says which fact moves a lead in which
status, and by which step; ``docs`` draw their picture from it. A fact that is in no line of the table moves
nothing: it is noted when it is bookkeeping (``ANYWHERE``), and refused otherwise.

Three rules stand above the table: what is settled stays settled (a late, doubled or swapped report is noted
only); a person's claim stops the robot at once; whatever must not happen twice is written down first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from desk.errors import Ignored
from desk.leads import bridging, calling, charges, connecting, events, messages, patience, people, registration
from desk.leads.decision import Decision, Situation
from desk.leads.dialling import dial
from desk.leads.model import FINAL, ROBOT, Lead, LeadStatus
from desk.values import replace

Step = Callable[[Lead, Any, Situation], Decision]

NEW, CALLING, MANUAL = LeadStatus.NEW, LeadStatus.CALLING, LeadStatus.MANUAL
WAITING = (LeadStatus.WAITING_HOURS, LeadStatus.WAITING_RETRY)


def wake(lead: Lead, _fact: events.TimeCame, situation: Situation) -> Decision:
    """The announced moment came: do what was announced."""
    if lead.next.at is None or lead.next.at > situation.now:
        raise Ignored("it is not the time yet")
    return dial(lead, situation)


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
    events.CallRefused: calling.note_late,
    events.CallUnsure: calling.note_late,
    events.PlanTaken: calling.keep_session,
    events.CallEnded: calling.keep_result,
    events.BridgeHeard: bridging.hear,
    events.SmsAsked: messages.ask,
    events.SmsTaken: messages.take,
    events.SmsPostponed: messages.postpone,
    events.SmsRefused: messages.refuse,
    events.SmsUnsure: messages.doubt,
    events.SmsReported: messages.report,
    events.SmsHeld: messages.hold,
    events.CostUntold: charges.stop_waiting,
}


def advance(lead: Lead, fact: events.Event, situation: Situation) -> Decision:
    """Return the new lead, the commands it asks for and the lines of its history.

    Raises Ignored when the fact changes nothing here, and Conflict when a person asked for what the
    state does not allow.
    """
    step = TRANSITIONS.get((lead.status, type(fact))) or ANYWHERE.get(type(fact))
    if step is None:
        raise Ignored(f"{type(fact).__name__} means nothing to a lead that is {lead.status.value}")
    decision = patience.keep_time(lead, step(lead, fact, situation), fact, situation)
    return replace(decision, lead=replace(decision.lead, changed_at=situation.now))
