"""An order in the store for a lead: one, whatever becomes of the request's answer (S4-08, EX-18)."""

from collections.abc import Sequence
from typing import Any

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.exchange.effects.table import Table
from desk.exchange.model import StoreOrder
from desk.exchange.ordering import Ordering, marker_of, wanted_order
from desk.exchange.ports import OrderMaker
from desk.leads.effects.doubts import AT_WORK, Doubts
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import Lead
from desk.leads.work import alarm_admins, show_card
from desk.values import replace


class MakeOrder:
    """One object a process: it knows which requests may still be under way."""

    def __init__(self, table: Table, maker: OrderMaker) -> None:
        self._table = table
        self._maker = maker
        self._doubts = Doubts(table.clock)

    async def __call__(self, lead_id: int) -> Outcome:
        """Raises Temporary, Unauthorised: the next try comes late enough to search by our marker first."""
        lead, wish = await self._look(lead_id)
        if wish is None or not wish.waits:
            return Done("nobody waits for this order")
        if wish.asked:
            if left := self._doubts.left(lead_id):
                raise Temporary("an earlier request may still be under way", retry_after=left, blameless=True)
            if found := await self._maker.find_made(marker_of(lead)):
                return await self._adopt(lead, wish, found)
        try:
            made = await self._make(lead, wish)
        except Rejected as error:
            await self.give_up(lead_id, error.reason)
            return Done(error.reason)
        return await self._adopt(lead, wish, (made,))

    async def give_up(self, lead_id: int, error: str) -> None:
        """The card says why, and a person may wish for it again."""
        lead, wish = await self._look(lead_id)
        if wish and wish.waits:
            await self._keep(lead, replace(wish, refusal=error))

    async def _look(self, lead_id: int) -> tuple[Lead, Ordering | None]:
        """The order is there, too, when the store told of it before its answer came."""

        def work(books: Any) -> tuple[Lead, Ordering | None]:
            lead = books.leads.load(lead_id)
            there = books.pairs.of_lead(lead_id) is not None
            return lead, None if there else books.orderings.find(marker_of(lead))

        return await self._table.store.read(work)

    async def _make(self, lead: Lead, wish: Ordering) -> StoreOrder:
        wanted = wanted_order(lead)
        await self._keep(lead, replace(wish, asked=True))
        self._doubts.ask(lead.id)
        try:
            made = await self._maker.make(wanted)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=AT_WORK.total_seconds()) from None
        except (Temporary, Rejected, Unauthorised):
            self._doubts.settle(lead.id, done=False)
            raise
        self._doubts.settle(lead.id, done=True)
        return made

    async def _adopt(self, lead: Lead, wish: Ordering, found: Sequence[StoreOrder]) -> Outcome:
        """Of several the oldest counts; the others are for people."""
        now, order = self._table.clock.now(), found[0]

        def work(books: Any) -> None:
            books.orderings.keep(marker_of(lead), replace(wish, asked=True, made=order.ref), now)
            self._table.service.see(books, order, now, lead.id, asked_at=now)
            if len(found) > 1:
                others = ", ".join(it.number for it in found)
                books.jobs.put(alarm_admins(f"orders_doubled:{lead.id}", f"one lead has several orders: {others}", now))

        await self._table.store.write(work)
        return Done()

    async def _keep(self, lead: Lead, wish: Ordering) -> None:
        now = self._table.clock.now()

        def work(books: Any) -> None:
            books.orderings.keep(marker_of(lead), wish, now)
            books.jobs.put(show_card(lead, now))

        await self._table.store.write(work)
