"""What all effects stand on: the memory, the service and the clock; and the brake before those that cost money."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from desk.errors import Ignored
from desk.leads.books import Books, Store
from desk.leads.charges import Kind
from desk.leads.effects.outcome import Again
from desk.leads.events import Event
from desk.leads.model import Lead
from desk.leads.policy import Rules, spread_of
from desk.leads.service import LeadService
from desk.leads.view import PastEntry
from desk.ports import Clock
from desk.spending.brake import Verdict


class Brake(Protocol):
    """``judge`` is asked in the transaction that writes the intent: of two starts the second one sees the first.

    ``tomorrow``: when a new day of money begins, in UTC.
    """

    def judge(self, books: Any, kind: Kind, now: datetime) -> Verdict: ...
    def tomorrow(self, now: datetime) -> datetime: ...


class NoBrake:
    """Money is no object."""

    def judge(self, books: Any, kind: Kind, now: datetime) -> Verdict:
        return Verdict.GO

    def tomorrow(self, now: datetime) -> datetime:
        return now


NO_BRAKE = NoBrake()


def nothing_held(_source: str, _lead_id: int, _now: datetime) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Bench:
    """``held``: of a source and a lead, when (UTC) to look again, because people paused the source; None: go on."""

    store: Store
    service: LeadService
    clock: Clock
    brake: Brake = NO_BRAKE
    held: Callable[[str, int, datetime], datetime | None] = nothing_held

    @property
    def rules(self) -> Rules:
        return self.service.rules()

    def wait_for(self, lead: Lead) -> Again | None:
        """A robot calls nobody, and writes to nobody, of a source that is paused."""
        later = self.held(lead.order.source, lead.id, self.clock.now())
        return Again(later) if later else None

    async def load(self, lead_id: int) -> Lead:
        return await self.store.read(lambda books: books.leads.load(lead_id))

    async def load_with_history(self, lead_id: int) -> tuple[Lead, list[PastEntry]]:
        def work(books: Books) -> tuple[Lead, list[PastEntry]]:
            return books.leads.load(lead_id), books.leads.history(lead_id)

        return await self.store.read(work)

    async def tell(self, lead_id: int, fact: Event) -> Lead:
        """Raises Ignored when the fact changes nothing (any more)."""

        def work(books: Books) -> Lead:
            return self.service.tell(books, lead_id, fact, self.clock.now())

        return await self.store.write(work)

    async def start(self, lead_id: int, kind: Kind, intent: Event, held: Event) -> Verdict:
        """The written intent, if the day's money allows it. Raises Ignored when the intent changes nothing."""

        def work(books: Books) -> Verdict:
            now = self.clock.now()
            verdict = self.brake.judge(books, kind, now)
            if verdict is Verdict.GO:
                self.service.tell(books, lead_id, intent, now)
            elif verdict is Verdict.STOP:
                self._hold(books, lead_id, held, now)
            return verdict

        return await self.store.write(work)

    def until(self, lead: Lead) -> datetime:
        """When what is held back is tried again by itself: tomorrow, in the hours of this customer."""
        tomorrow = self.brake.tomorrow(self.clock.now())
        opening = self.rules.hours.opening(lead.zone, tomorrow) or tomorrow
        return opening + spread_of(lead.id, self.rules.hours)

    def _hold(self, books: Books, lead_id: int, held: Event, now: datetime) -> None:
        try:
            self.service.tell(books, lead_id, held, now)
        except Ignored:  # everybody can see it already
            return

    async def mention(self, lead_id: int, fact: Event) -> None:
        """Tell a fact that may have become old news."""
        try:
            await self.tell(lead_id, fact)
        except Ignored:
            return
