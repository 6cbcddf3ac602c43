"""Steps that people ask for. A person's word beats the robot's plan, but not another person's claim."""

from datetime import timedelta

from desk.errors import Conflict, Ignored
from desk.leads.bridging import is_under_way
from desk.leads.commands import Command, StopCall, TellNumber
from desk.leads.decision import Decision, Entry, Situation, noted
from desk.leads.dialling import dial, unplan
from desk.leads.events import (
    Attended,
    Claimed,
    HandedTo,
    ManualAsked,
    OutcomeExplained,
    OutcomeSet,
    PhoneCorrected,
    Postponed,
    Released,
    Remarked,
    RetryAsked,
)
from desk.leads.model import ROBOT, Action, Lead, LeadStatus, Next, Patience, Person, Stage
from desk.leads.policy import may_call
from desk.leads.registration import register
from desk.values import replace

LONGEST_WAIT = timedelta(days=366)
LONGEST_NOTE = 1000


def claim(lead: Lead, fact: Claimed, _situation: Situation) -> Decision:
    """One owner, whatever the race. Stops the robot at once, a planned call included (D-04)."""
    if lead.assignee and lead.assignee.id == fact.by.id:
        raise Ignored("you have this lead already")
    belongs_to(lead, fact.by)
    return _take(lead, fact.by, "claimed", "a seller took it")


def release(lead: Lead, fact: Released, _situation: Situation) -> Decision:
    if lead.assignee is None:
        raise Ignored("nobody has this lead")
    if not fact.by_force:
        belongs_to(lead, fact.by)
    changed = replace(lead, assignee=None)
    if lead.status is LeadStatus.MANUAL:  # whatever the robot has announced, it goes on with
        changed = replace(changed, next=Next(Action.PERSON, None, "given back, waits for somebody"))
    return noted(changed, "released", "a seller gave it back", who=fact.by.name)


def hand_to(lead: Lead, fact: HandedTo, _situation: Situation) -> Decision:
    """To a colleague, or to whoever's turn it is. Whoever took it meanwhile keeps it."""
    if lead.assignee and lead.assignee.id == fact.to.id:
        raise Ignored(f"{fact.to.name} has this lead")
    if fact.by is None:
        if lead.assignee or lead.status is not LeadStatus.MANUAL:
            raise Ignored("it does not wait for anybody any more")
        return _take(lead, fact.to, "given", "it was their turn")
    if not fact.by_force:
        belongs_to(lead, fact.by)
    taken = _take(lead, fact.to, "handed_to", "a seller handed it on")
    entry = Entry("handed_to", "a seller handed it on", who=fact.by.name, data={"name": fact.to.name})
    return replace(taken, entries=(entry,))


def postpone(lead: Lead, fact: Postponed, situation: Situation) -> Decision:
    """Until then nobody is hurried; then its owner is called back to it."""
    belongs_to(lead, fact.by)
    now, until = situation.now, fact.until
    if until <= now:
        raise Conflict("this moment has passed already")
    if until - now > LONGEST_WAIT:
        raise Conflict("a lead can be postponed by a year at most")
    changed = replace(
        lead,
        status=LeadStatus.MANUAL,
        assignee=lead.assignee or fact.by,
        next=Next(Action.PERSON, until, f"{fact.by.name} comes back to it"),
        patience=Patience(Stage.POSTPONED, now, until, until),
    )
    entry = Entry("postponed", "put off by a person", who=fact.by.name, data={"at": until.isoformat()})
    return Decision(changed, stop_robot(lead), (entry,))


def remark(lead: Lead, fact: Remarked, _situation: Situation) -> Decision:
    text = fact.text.strip()[:LONGEST_NOTE]
    if not text:
        raise Ignored("the note is empty")
    return noted(lead, "note", "a person's note", who=fact.by.name, text=text)


def attend(lead: Lead, fact: Attended, _situation: Situation) -> Decision:
    """The lease begins anew, see ``patience``."""
    if lead.assignee is None or lead.assignee.id != fact.by.id:
        raise Conflict("somebody else has this lead by now" if lead.assignee else "nobody has this lead")
    return noted(lead, "attended", "its owner is at it", who=fact.by.name)


def explain_outcome(lead: Lead, fact: OutcomeExplained, _situation: Situation) -> Decision:
    reason = fact.reason.strip()[:LONGEST_NOTE]
    if not reason or reason == lead.outcome_reason:
        raise Ignored("this was said before")
    changed = replace(lead, outcome_reason=reason)
    return noted(changed, "outcome_explained", "the reason of the outcome", who=fact.by.name, reason=reason)


def take_by_hand(lead: Lead, fact: ManualAsked, _situation: Situation) -> Decision:
    """Into manual processing, and to the one who asked (D-06)."""
    belongs_to(lead, fact.by)
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
    belongs_to(lead, fact.by)
    if lead.call and lead.call.unknown_at:
        raise Conflict(f"nobody knows whether call {lead.call.number} went out: say first whether it did")
    rules, lead = situation.rules, unplan(lead)
    entry = Entry("retry_asked", "a person asked for it", who=fact.by.name)
    if lead.bridge and is_under_way(lead.bridge, situation.now):
        raise Conflict(f"{lead.bridge.by.name} is being connected with this customer already")
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
    belongs_to(lead, fact.by)
    if lead.status is fact.status:
        raise Ignored(f"it is {fact.status.value} already")
    changed = replace(
        lead,
        status=fact.status,
        assignee=lead.assignee or fact.by,
        trouble=None,
        trouble_text="",
        outcome_reason="",
        next=Next(Action.NOTHING, None, f"{fact.by.name} set the outcome"),
    )
    entry = Entry("outcome_set", "set by a person", who=fact.by.name, data={"status": fact.status.value})
    return Decision(changed, stop_robot(lead), (entry,))


def correct_phone(lead: Lead, fact: PhoneCorrected, situation: Situation) -> Decision:
    """A new number; the robot goes on when it had stopped for the old one."""
    belongs_to(lead, fact.by)
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


def belongs_to(lead: Lead, person: Person) -> None:
    """Raises Conflict when somebody else has it."""
    if lead.assignee and lead.assignee.id != person.id:
        raise Conflict(f"{lead.assignee.name} has this lead")


def _take(lead: Lead, person: Person, what: str, why: str) -> Decision:
    changed = replace(lead, assignee=person)
    if lead.status in ROBOT:
        changed = replace(changed, status=LeadStatus.MANUAL)
    if not lead.final:
        changed = replace(changed, next=Next(Action.PERSON, None, f"{person.name} works on it"))
    commands = (*stop_robot(lead), TellNumber(person))
    return Decision(changed, commands, (Entry(what, why, who=person.name),))


def stop_robot(lead: Lead) -> tuple[Command, ...]:
    call = lead.call
    on_the_line = call is not None and call.asked_at is not None and call.result is None
    return (StopCall(call.number),) if call and on_the_line else ()
