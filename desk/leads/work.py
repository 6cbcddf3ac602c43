"""From a decision to the jobs it owes: the real commands, and what follows from the lead itself."""

from collections.abc import Iterator
from datetime import datetime

from desk.leads.books import Lane, NewJob, Priority
from desk.leads.bridging import START_WITHIN
from desk.leads.commands import (
    Assign,
    CheckBridge,
    CheckCall,
    CheckSms,
    Command,
    PlaceBridge,
    PlaceCall,
    Register,
    Remind,
    SendSms,
    StopCall,
    TellDropped,
    TellNumber,
)
from desk.leads.decision import Decision
from desk.leads.doubts import doubts_of
from desk.leads.model import Action, Lead, LeadStatus
from desk.leads.policy import Rules
from desk.values import replace

# Kinds of jobs; handlers are registered under these names.
REGISTER = "lead.register"
SHOW_CRM = "lead.show_crm"
PLACE_CALL = "lead.place_call"
STOP_CALL = "lead.stop_call"
CHECK_CALL = "lead.check_call"
PLACE_BRIDGE = "lead.place_bridge"
CHECK_BRIDGE = "lead.check_bridge"
SEND_SMS = "lead.send_sms"
CHECK_SMS = "lead.check_sms"
WAKE = "lead.wake"
PATIENCE = "lead.patience"
ASSIGN = "lead.assign"
CARRY_OUT = "lead.carry_out"
RETRY_LEAD = "lead.retry"
SHOW_CARD = "card.show"
TELL_NUMBER = "chat.tell_number"
ALARM_ADMINS = "chat.alarm_admins"
HIDE_NUMBER = "chat.hide_number"
REMIND = "chat.remind"
SHOW_WAITING = "chat.show_waiting"
SHOW_UNKNOWN = "chat.show_unknown"
TELL_DROPPED = "chat.tell_dropped"

TIMED = frozenset({Action.CALL, Action.AWAIT_RESULT, Action.CHECK_HOURS})
# What the CRM is not told of a lead: nothing has happened yet, or the deal and the order show it themselves.
OURS = frozenset({"held", "undone", "stage_asked", "order_asked"})


def jobs_for(before: Lead | None, decision: Decision, rules: Rules, now: datetime) -> Iterator[NewJob]:
    """Everything owed after a decision. ``before`` is None for a new lead."""
    lead = decision.lead
    for command in decision.commands:
        yield job_for(command, lead, rules, now)
    if timer := wake_job(before, lead):
        yield timer
    if timer := patience_job(before, lead):
        yield timer
    if timer := hold_job(before, lead):
        yield timer
    if before and before.held and lead.held is None and before.next == lead.next and (owed := owed_by(lead, rules)):
        yield owed  # it may have come due, and waited for the wish that was held
    if before and before.assignee and (lead.assignee is None or lead.assignee.id != before.assignee.id):
        yield _job(HIDE_NUMBER, Lane.CHAT, lead, now, "somebody else has it now", before.assignee.id)
    if lead.unanswered or (before and before.unanswered):
        yield show_waiting(now)
    if (doubts_of(before) if before else []) != doubts_of(lead):
        yield show_unknown(now)
    if decision.entries:
        yield show_card(lead, now)
        if lead.crm_id and rules.crm and not OURS.issuperset(it.what for it in decision.entries):
            yield show_crm(lead, now)


def wake_job(before: Lead | None, lead: Lead) -> NewJob | None:
    """The timer of ``next.at``. A call that is due now has its own job and needs none."""
    at = lead.next.at
    if at is None or lead.next.action not in TIMED or (before and before.next == lead.next):
        return None
    if lead.next.action is Action.CALL and lead.call and not lead.call.asked_at and not lead.call.result:
        return None
    return _job(WAKE, Lane.DESK, lead, at, lead.next.why, soonest=False)


def patience_job(before: Lead | None, lead: Lead) -> NewJob | None:
    """The timer of ``patience.at``."""
    patience = lead.patience
    if patience is None or patience.at is None or (before and before.patience == patience):
        return None
    return _job(PATIENCE, Lane.DESK, lead, patience.at, patience.stage.value, soonest=False)


def hold_job(before: Lead | None, lead: Lead) -> NewJob | None:
    """The timer of ``held.until``."""
    held = lead.held
    if held is None or (before and before.held and before.held.until == held.until):
        return None
    why = f"{held.by.name} asked for it"
    return _job(CARRY_OUT, Lane.DESK, lead, held.until, why, priority=Priority.PROMPT, soonest=False)


def owed_by(lead: Lead, rules: Rules) -> NewJob | None:
    """The job that carries out the announced next action of this lead, or that watches the people who have it."""
    if lead.status is LeadStatus.MANUAL:
        return patience_job(None, lead)
    at = lead.next.at or lead.created_at
    if lead.next.action is Action.REGISTER:
        return job_for(Register(), lead, rules, at)
    call = lead.call
    if lead.next.action is Action.CALL and call and not call.asked_at and not call.result:
        return job_for(PlaceCall(call.number), lead, rules, at)
    return wake_job(None, lead)


def show_waiting(now: datetime) -> NewJob:
    """The living lists of leads that nobody took: one in the group, one for each admin."""
    return NewJob(SHOW_WAITING, Lane.CHAT, SHOW_WAITING, now, "a lead waits for an answer", line=SHOW_WAITING)


def show_unknown(now: datetime) -> NewJob:
    """The living lists of what nobody knows: one for each who may say it."""
    return NewJob(SHOW_UNKNOWN, Lane.CHAT, SHOW_UNKNOWN, now, "nobody knows what became of it", line=SHOW_UNKNOWN)


def show_card(lead: Lead, now: datetime) -> NewJob:
    return _job(SHOW_CARD, Lane.CHAT, lead, now, "the lead changed")


def show_crm(lead: Lead, now: datetime) -> NewJob:
    line = f"crm:{lead.id}"
    return _job(SHOW_CRM, Lane.CRM, lead, now, "the lead changed", line=line)


def refused_key(lane: str) -> str:
    """The cause of an alarm: a neighbour does not accept our key."""
    return f"{lane}_key"


def alarm_admins(cause: str, text: str, at: datetime) -> NewJob:
    """One private message to each admin; of two alarms of one ``cause`` only one waits."""
    data = {"cause": cause, "text": text}
    return NewJob(ALARM_ADMINS, Lane.CHAT, f"{ALARM_ADMINS}:{cause}", at, text, data=data, priority=Priority.PROMPT)


def job_for(command: Command, lead: Lead, rules: Rules, now: datetime) -> NewJob:
    match command:
        case Register():
            return _job(REGISTER, Lane.CRM, lead, now, lead.next.why, line=f"crm:{lead.id}", priority=Priority.PROMPT)
        case PlaceCall(number):
            return _job(PLACE_CALL, Lane.CALLS, lead, now, lead.next.why, number, priority=Priority.CALL)
        case StopCall(number):
            return _job(
                STOP_CALL, Lane.CALLS, lead, now, "a person stopped the robot", number, priority=Priority.PROMPT
            )
        case CheckCall(number):
            first = now + rules.history_checks[0]
            return _job(CHECK_CALL, Lane.CALLS, lead, first, "no report yet", number)
        case PlaceBridge(number):
            why = "a seller waits for it"
            return _job(PLACE_BRIDGE, Lane.CALLS, lead, now, why, number, priority=Priority.PROMPT)
        case CheckBridge(number):
            return _job(CHECK_BRIDGE, Lane.CALLS, lead, now + START_WITHIN, "no report yet", number)
        case SendSms(ref):
            return _job(SEND_SMS, Lane.SMS, lead, now, "owed to the customer", ref)
        case CheckSms(ref):
            return _job(CHECK_SMS, Lane.SMS, lead, now, "the answer was lost", ref)
        case Assign(skip):
            return _job(ASSIGN, Lane.DESK, lead, now, "nobody has it", skip)
        case Remind(person):
            return _job(REMIND, Lane.CHAT, lead, now, "it waits for its owner", person.id)
        case TellDropped(person, deed, why):
            told = _job(TELL_DROPPED, Lane.CHAT, lead, now, why, person.id, priority=Priority.PROMPT)
            return replace(told, data={**told.data, "name": person.name, "deed": deed.value, "why": why})
        case TellNumber(person):
            return _job(
                TELL_NUMBER, Lane.CHAT, lead, now, f"{person.name} took it", person.id, priority=Priority.PROMPT
            )


def _job(
    kind: str,
    lane: Lane,
    lead: Lead,
    at: datetime,
    cause: str,
    subject: int | str | None = None,
    *,
    line: str | None = None,
    priority: Priority = Priority.USUAL,
    soonest: bool = True,
) -> NewJob:
    tail = "" if subject is None else f":{subject}"
    data = {} if subject is None else {"subject": subject}
    return NewJob(
        kind,
        lane,
        key=f"{kind}:{lead.id}{tail}",
        run_at=at,
        cause=cause,
        line=line,
        lead_id=lead.id,
        data=data,
        priority=priority,
        soonest=soonest,
    )
