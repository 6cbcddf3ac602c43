"""Finds touches of which no event told, in the tracker's lists (CR-19). Chats are in none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.leads.effects.outcome import Again, Done, Outcome
from desk.tracking.books import Books
from desk.tracking.effects.table import Table
from desk.tracking.ports import Tracker

SEEN = "tracking:touches"  # in the vault: until when the lists were read, and since when they count
OVERLAP = timedelta(hours=2)  # a call stands in the list when it is over, at the moment it began
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FindTouches:
    table: Table
    tracker: Tracker

    async def __call__(self) -> Outcome:
        """A day at most. What was there before the first look is none of ours. Raises Temporary, Unauthorised."""
        now = self.table.clock.now()
        begun, seen = await self._load(now)
        until = min(now, seen + A_DAY)
        await self._look(begun, max(begun, seen - OVERLAP), until)
        return Done() if until == now else Again(now)

    async def _load(self, now: datetime) -> tuple[datetime, datetime]:
        kept = await self.table.store.read(lambda books: books.vault.load(SEEN)) or {}
        begun, seen = (datetime.fromisoformat(str(kept[it])) if it in kept else now for it in ("begun", "seen"))
        return begun, seen

    async def _look(self, begun: datetime, since: datetime, until: datetime) -> None:
        found = await self.tracker.touches(since, until) if since < until else ()

        def work(books: Books, now: datetime) -> None:
            self.table.service.receive_all(books, [it for it in found if it.at >= begun], now)
            books.vault.keep(SEEN, {"begun": begun.isoformat(), "seen": until.isoformat()}, now)

        await self.table.write(work)
