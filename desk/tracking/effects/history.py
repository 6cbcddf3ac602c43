"""Turns the pages of the history of orders: the cursor moves with what its page owes (CR-60, CR-70).

Where it begins is written down before the CRM is asked for the first time: while that fails orders are made, and they
are younger than the connection (CR-77).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
        """Raises Temporary, Unauthorised; what was read until then is kept."""
        cursor, begun = await self._place()
        for _ in range(MOST_PAGES):
            page = await self.crm.history(cursor, begun)
            await self._keep(page, begun)
            if not page.more:
                return Done()
            cursor = page.cursor
        return Again(self.table.clock.now())

    async def _place(self) -> tuple[str, datetime]:
        """Where to go on, and when the connection was made."""
        kept = await self.table.store.read(lambda books: books.vault.load(CURSOR)) or await self.table.write(begin)
        begun = kept.get("begun")  # not kept by whoever began with an older version, and not needed any more
        return kept["cursor"], datetime.fromisoformat(begun) if begun else self.table.clock.now()

    async def _keep(self, page: History, begun: datetime) -> None:
        def work(books: Books, now: datetime) -> None:
            self.table.service.follow(books, page.changes, now)
            books.vault.keep(CURSOR, _place_of(page.cursor, begun), now)

        await self.table.write(work)


def begin(books: Books, now: datetime) -> Mapping[str, Any]:
    """The connection is made, unless it was made before."""
    if not (place := books.vault.load(CURSOR)):
        place = _place_of("", now)
        books.vault.keep(CURSOR, place, now)
    return place


def _place_of(cursor: str, begun: datetime) -> Mapping[str, Any]:
    return {"cursor": cursor, "begun": begun.isoformat()}
