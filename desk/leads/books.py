"""What the core asks of its memory, inside one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Protocol, TypeVar

from desk.leads.charges import Charge
from desk.leads.decision import Entry
from desk.leads.model import Lead
from desk.leads.view import PastEntry

T = TypeVar("T")


class Lane(StrEnum):
    """Lanes keep neighbours apart: one slow neighbour must not starve another."""

    DESK = "desk"
    CRM = "crm"
    STORE = "store"
    TRACKER = "tracker"
    TRACKED_CRM = "tracked_crm"  # the CRM that call tracking fills; it need not be that of the leads
    CALLS = "calls"
    SMS = "sms"
    CHAT = "chat"


class Priority(IntEnum):
    """Of due jobs in one lane the higher goes first."""

    USUAL = 0
    CALL = 5
    PROMPT = 10  # somebody waits for it
    URGENT = 20


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job is a hint to look at something. One waiting job per ``key``; jobs of one ``line`` keep their order.

    ``soonest``: an equal waiting job is moved to the earlier of the two moments, otherwise to the new one.
    """

    kind: str
    lane: Lane
    key: str
    run_at: datetime
    cause: str
    line: str | None = None
    lead_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    priority: Priority = Priority.USUAL
    soonest: bool = True


class LeadBook(Protocol):
    """``load`` raises NotFound; ``add`` and ``save`` raise Conflict when the ref is in progress elsewhere."""

    def look_up(self, source: str, ref: str) -> tuple[int | None, int]:
        """The lead that has this ref in progress; and a number for a new lead, added in this very transaction."""
        ...

    def add(self, lead: Lead) -> None: ...
    def load(self, lead_id: int) -> Lead: ...
    def save(self, lead: Lead) -> None: ...
    def told(self, lead_id: int, fact: str) -> bool:
        """Remember that the lead was told this fact; True when it was the first time, and the lead is there."""
        ...

    def bridged_by(self, person_id: int) -> list[Lead]:
        """Leads with whose customers somebody is being connected, as far as is known."""
        ...

    def write(self, lead_id: int, at: datetime, entries: Sequence[Entry]) -> None: ...
    def history(self, lead_id: int) -> list[PastEntry]: ...


class JobBook(Protocol):
    def put(self, *jobs: NewJob) -> None: ...
    def cancel(self, key: str) -> None: ...
    def waits(self, key: str) -> bool: ...


class ChargeBook(Protocol):
    """What calls and messages cost: one row each."""

    def keep(self, charge: Charge, provider: str, now: datetime) -> None: ...
    def strike(self, ref: str) -> None:
        """It was certainly not taken: nothing is owed for it."""
        ...


class Books(Protocol):
    """All books of one transaction."""

    @property
    def charges(self) -> ChargeBook: ...
    @property
    def leads(self) -> LeadBook: ...
    @property
    def jobs(self) -> JobBook: ...


class Store(Protocol):
    """``write`` commits before it returns; ``read`` sees what is committed. Raise Temporary when unavailable."""

    async def write(self, work: Callable[[Any], T]) -> T: ...
    async def read(self, work: Callable[[Any], T]) -> T: ...
