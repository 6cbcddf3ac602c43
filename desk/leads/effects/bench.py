"""What all effects stand on: the memory, the service and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.errors import Ignored
from desk.leads.books import Books, Store
from desk.leads.effects.outcome import Again
from desk.leads.events import Event
from desk.leads.model import Lead
from desk.leads.policy import Rules
from desk.leads.service import LeadService
from desk.leads.view import PastEntry
from desk.ports import Clock


def nothing_held(_source: str, _lead_id: int, _now: datetime) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Bench:
    """``held``: of a source and a lead, when (UTC) to look again, because people paused the source; None: go on."""

    store: Store
    service: LeadService
    clock: Clock
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

    async def mention(self, lead_id: int, fact: Event) -> None:
        """Tell a fact that may have become old news."""
        try:
            await self.tell(lead_id, fact)
        except Ignored:
            return
