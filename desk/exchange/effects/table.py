"""What all effects of the exchange stand on: the memory, the service and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.exchange.books import Books
from desk.exchange.facts import Fact
from desk.exchange.model import StoreOrder
from desk.exchange.pair import Pair, Side
from desk.exchange.service import ExchangeService
from desk.leads.books import Store
from desk.ports import Clock


@dataclass(frozen=True, slots=True)
class Table:
    store: Store
    service: ExchangeService
    clock: Clock

    async def load(self, pair_id: int) -> Pair:
        return await self.store.read(lambda books: books.pairs.load(pair_id))

    async def mention(self, pair_id: int, fact: Fact) -> Pair:
        """Tell a fact that may have become old news."""
        return await self._write(lambda books, now: self.service.mention(books, pair_id, fact, now))

    async def see(self, order: StoreOrder, asked_at: datetime) -> Pair:
        """The store showed it, asked for at that moment."""
        return await self._write(lambda books, now: self.service.see(books, order, now, asked_at=asked_at))

    async def hinted(self, side: Side, limit: int) -> list[Pair]:
        return await self.store.read(lambda books: books.pairs.hinted(side, limit))

    async def awaits(self, pair_id: int, side: Side) -> bool:
        """Whether an event told that this side has changed, and it was not asked since."""
        return await self.store.read(lambda books: books.pairs.awaits(pair_id, side))

    async def waits(self, key: str) -> bool:
        """Whether another job by this key has been put down since this one was taken."""
        return await self.store.read(lambda books: books.jobs.waits(key))

    async def looked(self, pair_id: int, side: Side, asked_at: datetime, fact: Fact | None) -> Pair:
        """What was found on that side, asked for at that moment; None: there was nothing to ask about."""

        def work(books: Books, now: datetime) -> Pair:
            books.pairs.clear_hint(pair_id, side, asked_at)
            return self.service.mention(books, pair_id, fact, now) if fact else books.pairs.load(pair_id)

        return await self._write(work)

    async def _write(self, work: Callable[[Books, datetime], Pair]) -> Pair:
        return await self.store.write(lambda books: work(books, self.clock.now()))
