"""The two kinds of calls there are: the robot's to a customer, and bridges, which join a seller with a customer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.leads.bridging import find_bridge, is_wanted
from desk.leads.charges import HELD
from desk.leads.events import BridgeHeard, CallFact, CallHeld, CallRefused, Event
from desk.leads.model import Lead, LeadStatus
from desk.leads.records import CallAttempt


@dataclass(frozen=True, slots=True)
class CallKind:
    """``find`` and ``wanted`` go by the call's number; ``wanted``: it may begin now. ``fact``: as the lead is told.

    ``held``: what is told where there is no money for it until then; ``waits``: it is begun then.
    """

    find: Callable[[Lead, int], CallAttempt | None]
    wanted: Callable[[Lead, int, datetime], bool]
    fact: Callable[[CallFact], Event]
    held: Callable[[int, datetime], Event]
    waits: bool


def _still_wanted(lead: Lead, number: int, _now: datetime) -> bool:
    """A call planned before a seller claimed the lead must not ring afterwards."""
    return lead.status is LeadStatus.CALLING and lead.call is not None and lead.call.number == number


def _find_call_of_bridge(lead: Lead, number: int) -> CallAttempt | None:
    bridge = find_bridge(lead, number)
    return bridge.call if bridge else None


def _refuse_bridge(number: int, _until: datetime) -> Event:
    """Whoever asked for it is at the phone now, not tomorrow."""
    return BridgeHeard(CallRefused(number, HELD))


ROBOT_CALL = CallKind(Lead.attempt, _still_wanted, lambda fact: fact, CallHeld, waits=True)
BRIDGE = CallKind(_find_call_of_bridge, is_wanted, BridgeHeard, _refuse_bridge, waits=False)
