"""The exchange on a real database, between neighbours on paper."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from desk.errors import Conflict, DeskError, Ignored
from desk.exchange.effects.deal import KeepDeal, Manning
from desk.exchange.effects.looks import LookAtDeals, LookAtOrders, TakeIn
from desk.exchange.effects.order import KeepOrder
from desk.exchange.effects.retry import RetryPair
from desk.exchange.effects.table import Table
from desk.exchange.facts import RetryAsked
from desk.exchange.hints import DealHint, StoreHint
from desk.exchange.model import Stage
from desk.exchange.pair import Pair
from desk.exchange.service import ExchangeService
from desk.exchange.work import KEEP_DEAL, KEEP_ORDER, LOOK_AT_DEALS, LOOK_AT_ORDERS, TAKE_IN
from desk.leads.effects.outcome import Outcome
from scheduler.reconciliation import Reconciliation
from storage.books import Books, Store
from storage.jobs import Job
from tests.clocks import TurnedClock
from tests.exchange.orders import MAP, make_order
from tests.exchange.world import DealRecord, OrderRecord, PaperDeals, PaperStore


@dataclass
class Room:
    """Jobs are done by hand: what is owed can be looked at."""

    store: Store
    clock: TurnedClock
    crm: PaperDeals
    shop: PaperStore
    service: ExchangeService = field(default_factory=lambda: ExchangeService(lambda: MAP))

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process on the same file."""
        table = Table(self.store, self.service, self.clock)
        self.keep_deal = KeepDeal(table, self.crm, lambda: Manning({"Часы": "Анна"}))
        self.keep_order = KeepOrder(table, self.shop)
        self.retry = RetryPair(table)
        self.look_at_deals, self.look_at_orders = LookAtDeals(table, self.crm), LookAtOrders(table, self.shop)
        self.take_in = TakeIn(table, self.shop)
        self.reconciliation = Reconciliation(self.store, self.service, self.clock, self.crm, self.shop)

    async def place(self, ref: str = "1042", status: str = "new") -> OrderRecord:
        """An order comes, and its event shows it whole."""
        record = self.shop.place(make_order(ref, status))
        self.shop.outbox.clear()
        await self.hear(StoreHint("shop", ref, record.order))
        return record

    async def made(self, ref: str = "1042") -> tuple[OrderRecord, DealRecord]:
        """Its deal, too; and nobody owes anything."""
        record = await self.place(ref)
        await self.work()
        self.clock.turn(5)
        return record, self.crm.of(record.order)[0]

    async def hear(self, *hints: StoreHint | DealHint) -> None:
        now = self.clock.now()
        for hint in hints:

            def work(books: Books, hint: StoreHint | DealHint = hint) -> None:
                if isinstance(hint, StoreHint):
                    self.service.hear(books, hint, now)
                else:
                    self.service.hear_deal(books, hint.deal_id, now)

            try:
                await self.store.write(work)
            except Ignored:
                continue

    async def drag(self, deal: DealRecord, stage: Stage) -> None:
        """A person moves it, and the event comes."""
        self.crm.drag(deal, stage)
        await self.hear(self.crm.outbox.pop())

    async def tap(self, pair_id: int = 1) -> None:
        now = self.clock.now()
        await self.store.write(lambda books: self.service.tell(books, pair_id, RetryAsked("Анна"), now))

    async def work(self) -> list[str]:
        """All that is due, once each, and again until nothing is; which kinds of jobs were done."""
        done: list[str] = []
        self.clock.turn(1.5)
        while job := await self._next():
            done.append(job.kind)
            await self.do(job)
            await self.store.write(lambda books, job=job: books.jobs.finish(job.id))
            self.clock.turn(1.5)
        return done

    async def do(self, job: Job) -> Outcome:
        if job.kind == KEEP_DEAL:
            return await self.keep_deal(job.data["pair"])
        if job.kind == KEEP_ORDER:
            return await self.keep_order(job.data["pair"])
        if job.kind == TAKE_IN:
            return await self.take_in(job.data["ref"])
        return await {LOOK_AT_DEALS: self.look_at_deals, LOOK_AT_ORDERS: self.look_at_orders}[job.kind]()

    async def try_to(self, effect: Any, *args: Any) -> DeskError | None:
        """What it raised."""
        try:
            await effect(*args)
        except Conflict:
            raise
        except DeskError as error:
            return error
        return None

    async def pair(self, ref: str = "1042") -> Pair:
        found = await self.store.read(lambda books: books.pairs.find("shop", ref))
        assert found
        return found

    async def whats(self, pair_id: int = 1) -> list[str]:
        return [it.note.what for it in await self.store.read(lambda books: books.pairs.log(pair_id))]

    async def owed(self) -> list[str]:
        return [it.kind for it in await self.store.read(lambda books: books.jobs.listed())]

    async def _next(self) -> Job | None:
        """The chat's jobs are nobody's here."""
        now = self.clock.now()
        jobs = await self.store.read(lambda books: books.jobs.listed())
        return next((it for it in jobs if it.run_at <= now and it.kind.startswith("exchange.")), None)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def room(store: Store, clock: TurnedClock) -> Room:
    return Room(store, clock, PaperDeals(clock), PaperStore(clock))
