"""Turns the pages of the history of orders: the cursor moves with what its page owes (CR-60, CR-70)."""

from dataclasses import dataclass
from datetime import datetime

from desk.leads.effects.outcome import Again, Done, Outcome
from desk.tracking.books import Books
from desk.tracking.effects.table import Table
from desk.tracking.ports import History, TrackingCrm

CURSOR = "tracking:history"  # in the vault
MOST_PAGES = 40  # of one look; the rest comes at once afterwards


@dataclass(frozen=True, slots=True)
class TurnHistory:
    table: Table
    crm: TrackingCrm

    async def __call__(self) -> Outcome:
        """Raises Temporary, Unauthorised; what was read until then is kept. The first look begins now (CR-77)."""
        cursor = await self.table.store.read(lambda books: (books.vault.load(CURSOR) or {}).get("cursor", ""))
        for _ in range(MOST_PAGES):
            page = await self.crm.history(cursor)
            await self._keep(page)
            if not page.more:
                return Done()
            cursor = page.cursor
        return Again(self.table.clock.now())

    async def _keep(self, page: History) -> None:
        def work(books: Books, now: datetime) -> None:
            self.table.service.follow(books, page.changes, now)
            books.vault.keep(CURSOR, {"cursor": page.cursor}, now)

        await self.table.write(work)
