"""Asks a side what it looks like, after an event that was only a hint (EX-22)."""

from dataclasses import dataclass
from datetime import timedelta

from desk.exchange.effects.table import Table
from desk.exchange.facts import DealGone, DealSeen, OrderGone, OrderSeen
from desk.exchange.pair import Pair, Side
from desk.exchange.ports import Deals, OrderStore
from desk.leads.effects.outcome import Again, Done, Outcome

AT_ONCE = 50  # deals in one request
FEW = 10  # orders in one job: each is a request of its own
SOON = timedelta(seconds=1)
NOBODY = "nobody had to be asked"


@dataclass(frozen=True, slots=True)
class LookAtDeals:
    table: Table
    deals: Deals

    async def __call__(self) -> Outcome:
        """Raises Temporary."""
        asked_at = self.table.clock.now()
        pairs = await self.table.hinted(Side.CRM, AT_ONCE)
        numbers = {pair.id: pair.deal.id for pair in pairs if pair.deal}
        found = await self.deals.read(list(numbers.values())) if numbers else {}
        for pair in pairs:
            deal = found.get(numbers.get(pair.id, ""))
            fact = DealSeen(deal, asked_at) if deal else DealGone(pair.deal.id) if pair.deal else None
            await self.table.looked(pair.id, Side.CRM, asked_at, fact)
        if len(pairs) == AT_ONCE:
            return Again(self.table.clock.now() + SOON)
        return Done("" if numbers else NOBODY)


async def look_at_order(table: Table, store: OrderStore, pair: Pair) -> Pair:
    """What the store shows now. One that cannot be asked has nothing to show."""
    asked_at = table.clock.now()
    if not store.readable:
        return await table.looked(pair.id, Side.STORE, asked_at, None)
    order = await store.read(pair.order.ref)
    return await table.looked(pair.id, Side.STORE, asked_at, OrderSeen(order, asked_at) if order else OrderGone())


@dataclass(frozen=True, slots=True)
class TakeIn:
    """An order of which an event told no more than its number (EX-17)."""

    table: Table
    store: OrderStore

    async def __call__(self, ref: str) -> Outcome:
        """Raises Temporary."""
        asked_at = self.table.clock.now()
        order = await self.store.read(ref)
        if order is None:
            return Done("the store has no such order any more")
        await self.table.see(order, asked_at)
        return Done()


@dataclass(frozen=True, slots=True)
class LookAtOrders:
    table: Table
    store: OrderStore

    async def __call__(self) -> Outcome:
        """Raises Temporary; what was found until then is kept."""
        pairs = await self.table.hinted(Side.STORE, FEW)
        for pair in pairs:
            await look_at_order(self.table, self.store, pair)
        if len(pairs) == FEW:
            return Again(self.table.clock.now() + SOON)
        return Done("" if pairs and self.store.readable else NOBODY)
