"""The two kinds of calls there are: the robot's to a customer, and bridges, which join a seller with a customer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.leads.bridging import find_bridge, is_wanted
from desk.leads.events import BridgeHeard, CallFact, Event
from desk.leads.model import CallAttempt, Lead, LeadStatus


@dataclass(frozen=True, slots=True)
class Kind:
    """``find`` and ``wanted`` go by the call's number; ``wanted``: it may begin now. ``fact``: as the lead is told."""

    find: Callable[[Lead, int], CallAttempt | None]
    wanted: Callable[[Lead, int, datetime], bool]
    fact: Callable[[CallFact], Event]


def _still_wanted(lead: Lead, number: int, _now: datetime) -> bool:
    """A call planned before a seller claimed the lead must not ring afterwards."""
    return lead.status is LeadStatus.CALLING and lead.call is not None and lead.call.number == number


def _find_call_of_bridge(lead: Lead, number: int) -> CallAttempt | None:
    bridge = find_bridge(lead, number)
    return bridge.call if bridge else None


ROBOT_CALL = Kind(Lead.attempt, _still_wanted, lambda fact: fact)
BRIDGE = Kind(_find_call_of_bridge, is_wanted, BridgeHeard)
