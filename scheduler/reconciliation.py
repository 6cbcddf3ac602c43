"""Finds what no event told of: orders and deals by the time of their change (S2-15, EX-40)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from desk.errors import DeskError, Temporary
from desk.exchange.pair import Side
from desk.exchange.ports import DealPage, Deals, OrderPage, OrderStore
from desk.exchange.service import ExchangeService
from desk.exchange.work import look, reconcile
from desk.leads.effects.outcome import Done
from desk.ports import Clock
from storage.books import Books, Store

DEALS, ORDERS = "exchange:deals", "exchange:orders"  # cursors in the vault, each by its neighbour: see ``cursor_of``
A_MINUTE = 60.0  # seconds
MOST_PAGES = 40  # of one look; the rest is found by the next


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A cursor moves in the transaction that keeps what its page showed."""

    store: Store
    service: ExchangeService
    clock: Clock
    deals: Deals
    orders: OrderStore

    async def owe(self) -> None:
        """As a job: an outage is told like any other, and it is tried again."""
        await self.store.write(self._owe)

    async def run(self) -> None:
        """Raises Temporary, Unauthorised; what was found until then is kept. One side need not wait for the other."""
        troubles = []
        for look_at in (self.look_at_orders, self.look_at_deals):
            try:
                await look_at()
            except DeskError as error:
                troubles.append(error)
        if troubles:
            raise troubles[0]

    def _owe(self, books: Books) -> None:
        """One that was given up waits in the list for a person, and is not piled up."""
        books.jobs.put(*(it for it in reconcile(self.clock.now()) if not books.jobs.knows(it.key)))

    async def look_at_orders(self) -> Done:
        """Raises Temporary, Unauthorised."""
        await self.store.write(lambda books: self._owe_looks(books, Side.STORE))
        if self.orders.readable:
            await self._turn_pages(cursor_of(ORDERS, self.orders), self.orders.changed_since, self._keep_orders)
        return Done()

    async def look_at_deals(self) -> Done:
        """Raises Temporary, Unauthorised."""
        await self.store.write(lambda books: self._owe_looks(books, Side.CRM))
        await self._turn_pages(cursor_of(DEALS, self.deals), self.deals.changed_since, self._keep_deals)
        return Done()

    async def _turn_pages(
        self, name: str, ask: Callable[..., Awaitable[Any]], keep: Callable[[Books, Any], None]
    ) -> None:
        kept = await self.store.read(lambda books: books.vault.load(name))
        place = await self.store.write(partial(self._begin, name)) if kept is None else kept
        cursor = str(place.get("cursor", ""))
        begun = datetime.fromisoformat(place["begun"]) if "begun" in place else None
        for _ in range(MOST_PAGES):
            page = await _ask(partial(ask, begun=begun), cursor)
            await self.store.write(partial(self._keep, name, page, keep))
            if not page.more:
                return
            cursor = page.cursor

    def _begin(self, name: str, books: Books) -> dict[str, Any]:
        """Before anybody is asked: what changes until the first answer, be it a day later, belongs to us, too."""
        now = self.clock.now()
        books.vault.keep(name, place := {"begun": now.isoformat()}, now)
        return place

    def _keep(self, name: str, page: Any, keep: Callable[[Books, Any], None], books: Books) -> None:
        keep(books, page)
        books.vault.keep(name, {"cursor": page.cursor}, self.clock.now())

    def _owe_looks(self, books: Books, side: Side) -> None:
        """For hints whose job was given up."""
        if books.pairs.hinted(side, 1):
            books.jobs.put(look(side, self.clock.now()))

    def _keep_orders(self, books: Books, page: OrderPage) -> None:
        for order in page.orders:
            self.service.see(books, order, self.clock.now())

    def _keep_deals(self, books: Books, page: DealPage) -> None:
        """What the page shows may be old by now: the deal is read before anything follows."""
        for found in page.deals:
            store, _, ref = found.origin.partition(":")
            pair = books.pairs.find(store, ref)
            if pair and pair.halt is None and pair.deal != found.deal:
                self.service.hint(books, pair.id, Side.CRM, self.clock.now())


async def _ask(ask: Callable[[str], Awaitable[Any]], cursor: str) -> Any:
    """However long a neighbour is down, it is gone through afterwards without anybody's doing: no try is used up."""
    try:
        return await ask(cursor)
    except Temporary as error:
        after = error.retry_after or A_MINUTE
        raise Temporary(error.reason, code=error.code, retry_after=after, blameless=True) from error


def cursor_of(what: str, neighbour: Deals | OrderStore) -> str:
    """A shop may change its store, and the new one knows nothing of the old one's cursor."""
    return f"{what}:{neighbour.name}"
