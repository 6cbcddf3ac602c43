"""The wish of a lead's owner to be connected with the customer: who may have it, and when. ``bridging`` goes on."""

from zoneinfo import ZoneInfo

from desk.errors import Conflict
from desk.leads.bridging import is_under_way
from desk.leads.commands import CheckBridge, PlaceBridge
from desk.leads.decision import Decision, Entry, Situation
from desk.leads.events import ConnectAsked
from desk.leads.model import Action, Bridge, Lead, LeadStatus, Next, Person
from desk.leads.people import stop_robot
from desk.leads.records import CallAttempt
from desk.values import replace


def connect(lead: Lead, fact: ConnectAsked, situation: Situation) -> Decision:
    """Raises Conflict; the reason says what stands in the way. The robot keeps silent from now on."""
    _may_connect(lead, fact.by, situation)
    number = len(lead.bridges) + 1
    call = CallAttempt(number, token=f"{lead.id}-b{number}-{situation.nonce}")
    bridges = (*lead.bridges, Bridge(fact.by, situation.now, call))
    changed = replace(lead, bridges=bridges)
    if lead.status is not LeadStatus.MANUAL:
        coming = Next(Action.PERSON, None, f"{fact.by.name} works on it")
        changed = replace(changed, status=LeadStatus.MANUAL, next=coming)
    entry = Entry("connect_asked", "a person asked for it", who=fact.by.name)
    return Decision(changed, (*stop_robot(lead), PlaceBridge(number), CheckBridge(number)), (entry,))


def _may_connect(lead: Lead, by: Person, situation: Situation) -> None:
    rules, now = situation.rules, situation.now
    if lead.assignee is None:
        raise Conflict("nobody has this lead: take it first")
    if lead.assignee.id != by.id:
        raise Conflict(f"{lead.assignee.name} has this lead")
    if not rules.connects:
        raise Conflict("telephony connects nobody here: please call yourself")
    if lead.phone_problem:
        raise Conflict("there is no number to call: correct the number first")
    if _robot_rings(lead, situation):
        raise Conflict("the robot is calling right now: wait for its result")
    if lead.bridge and is_under_way(lead.bridge, now):
        raise Conflict(f"{lead.bridge.by.name} is being connected with this customer already")
    opening = rules.hours.opening(lead.zone, now)
    if opening is None:
        raise Conflict("the business hours never open")
    if opening > now:
        local = opening.astimezone(ZoneInfo(lead.zone)).isoformat(timespec="minutes")
        raise Conflict(f"the customer cannot be called before {local} in {lead.zone}")


def _robot_rings(lead: Lead, situation: Situation) -> bool:
    """A session that has its plan dials whatever becomes of the lead; one that has none will get none from now on."""
    call = lead.call
    if call is None or not call.session or call.result or call.asked_at is None:
        return False
    return situation.now < call.asked_at + situation.rules.result_timeout
