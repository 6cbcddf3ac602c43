"""Steps that people ask for. A person's word beats the robot's plan, but not another person's claim."""

from desk.errors import Conflict, Ignored
from desk.leads.commands import Command, StopCall, TellNumber
from desk.leads.decision import Decision, Entry, Situation, noted
from desk.leads.dialling import dial
from desk.leads.events import Claimed, ManualAsked, OutcomeSet, PhoneCorrected, Released, RetryAsked
from desk.leads.model import ROBOT, Action, Lead, LeadStatus, Next, Person
from desk.leads.policy import may_call
from desk.leads.registration import register
from desk.values import replace


def claim(lead: Lead, fact: Claimed, _situation: Situation) -> Decision:
    """One owner, whatever the race. Stops the robot at once, a planned call included (D-04)."""
    if lead.assignee and lead.assignee.id == fact.by.id:
        raise Ignored("you have this lead already")
    _belongs_to(lead, fact.by)
    return _take(lead, fact.by, "claimed", "a seller took it")


def release(lead: Lead, fact: Released, _situation: Situation) -> Decision:
    if lead.assignee is None:
        raise Ignored("nobody has this lead")
    if not fact.by_force:
        _belongs_to(lead, fact.by)
    changed = replace(lead, assignee=None)
    if lead.status is LeadStatus.MANUAL:  # whatever the robot has announced, it goes on with
        changed = replace(changed, next=Next(Action.PERSON, None, "given back, waits for somebody"))
    return noted(changed, "released", "a seller gave it back", who=fact.by.name)


def take_by_hand(lead: Lead, fact: ManualAsked, _situation: Situation) -> Decision:
    """Into manual processing, and to the one who asked (D-06)."""
    _belongs_to(lead, fact.by)
    if lead.status is LeadStatus.MANUAL and lead.assignee:
        raise Ignored("it is in manual processing already")
    taken = _take(lead, fact.by, "by_hand", "taken into manual processing")
    by_hand = replace(
        taken.lead,
        status=LeadStatus.MANUAL,
        trouble=None if lead.final else taken.lead.trouble,
        next=Next(Action.PERSON, None, f"{fact.by.name} works on it"),
    )
    return replace(taken, lead=by_hand)


def retry(lead: Lead, fact: RetryAsked, situation: Situation) -> Decision:
    """The robot's next step, now, from where it stopped; one more call is granted when they are used up (D-05).

    Raises Conflict when the law or the hours do not allow it; the reason says what to do instead.
    """
    _belongs_to(lead, fact.by)
    rules = situation.rules
    entry = Entry("retry_asked", "a person asked for it", who=fact.by.name)
    if rules.crm and not lead.crm_id:
        return _put_first(register(lead, "asked for by a person", situation), entry)
    if lead.phone_problem:
        raise Conflict("there is no number to call: correct the number first")
    if not may_call(lead, rules):
        raise Conflict("the customer did not agree to a robot's call: please call yourself")
    if not rules.calls:
        raise Conflict("robot calls are switched off: please call yourself")
    if lead.status is LeadStatus.WAITING_HOURS and not rules.hours.open(lead.zone, situation.now):
        raise Conflict(f"it is closed in the customer's zone {lead.zone}")
    granted = replace(lead, calls_allowed=max(lead.calls_allowed, len(lead.calls) + 1))
    return _put_first(dial(granted, situation), entry)


def set_outcome(lead: Lead, fact: OutcomeSet, _situation: Situation) -> Decision:
    _belongs_to(lead, fact.by)
    if lead.status is fact.status:
        raise Ignored(f"it is {fact.status.value} already")
    changed = replace(
        lead,
        status=fact.status,
        assignee=lead.assignee or fact.by,
        trouble=None,
        trouble_text="",
        next=Next(Action.NOTHING, None, f"{fact.by.name} set the outcome"),
    )
    entry = Entry("outcome_set", "set by a person", who=fact.by.name, data={"status": fact.status.value})
    return Decision(changed, _stop(lead), (entry,))


def correct_phone(lead: Lead, fact: PhoneCorrected, situation: Situation) -> Decision:
    """A new number; the robot goes on when it had stopped for the old one."""
    _belongs_to(lead, fact.by)
    if fact.phone.problem:
        raise Conflict(f"this number cannot be called: {fact.phone.problem.value}")
    if lead.status is LeadStatus.CALLING:
        raise Conflict("the robot is calling right now: take the lead first")
    refused = bool(lead.phone_problem)
    changed = replace(lead, phone=fact.phone.e164, phone_problem="")
    noted_ = noted(changed, "phone_corrected", "a person corrected the number", who=fact.by.name)
    if refused and lead.assignee is None and not (situation.rules.crm and not lead.crm_id):
        return noted_.then(lambda it: dial(it, situation))
    return noted_


def _put_first(decision: Decision, first: Entry) -> Decision:
    """Put the person's wish before what followed from it."""
    return replace(decision, entries=(first, *decision.entries))


def _belongs_to(lead: Lead, person: Person) -> None:
    if lead.assignee and lead.assignee.id != person.id:
        raise Conflict(f"{lead.assignee.name} has this lead")


def _take(lead: Lead, person: Person, what: str, why: str) -> Decision:
    changed = replace(lead, assignee=person)
    if lead.status in ROBOT:
        changed = replace(changed, status=LeadStatus.MANUAL)
    if not lead.final:
        changed = replace(changed, next=Next(Action.PERSON, None, f"{person.name} works on it"))
    commands = (*_stop(lead), TellNumber(person))
    return Decision(changed, commands, (Entry(what, why, who=person.name),))


def _stop(lead: Lead) -> tuple[Command, ...]:
    call = lead.call
    on_the_line = call is not None and call.asked_at is not None and call.result is None
    return (StopCall(call.number),) if call and on_the_line else ()
