"""The exchange of orders and deals, put together: where both a store and a CRM with deals are connected."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.comparing import Comparing
from bot.app.connecting import find_partners
from bot.app.neighbours import Neighbours
from bot.app.overrides import LiveSettings
from bot.app.set_up import SettingUp
from bot.app.stages import Stages
from desk.exchange.effects.deal import KeepDeal, Manning
from desk.exchange.effects.field import MakeField
from desk.exchange.effects.looks import LookAtDeals, LookAtOrders, TakeIn
from desk.exchange.effects.making import MakeOrder
from desk.exchange.effects.move import MoveDeal
from desk.exchange.effects.order import KeepOrder
from desk.exchange.effects.retry import RetryPair
from desk.exchange.effects.table import Table
from desk.exchange.granting import Granting
from desk.exchange.intake import lead_order_of, ref_of, store_order_of
from desk.exchange.model import StoreOrder
from desk.exchange.ordering import MAKE_ORDER
from desk.exchange.pair import Side
from desk.exchange.ports import Deals, OrderMaker, OrderStore
from desk.exchange.service import ExchangeService
from desk.exchange.work import (
    FIND_DEALS,
    FIND_ORDERS,
    KEEP_DEAL,
    KEEP_ORDER,
    LOOK_AT_DEALS,
    LOOK_AT_ORDERS,
    LOOK_AT_STAGES,
    MAKE_FIELD,
    MOVE,
    RETRY_PAIR,
    TAKE_IN,
    jobs_for,
    look,
    make_field,
)
from desk.leads.books import NewJob
from desk.leads.service import LeadService
from desk.model import Order
from desk.ports import Clock
from scheduler.comparison import Comparison
from scheduler.handlers import Handler
from scheduler.reconciliation import Reconciliation
from scheduler.repair import Repair
from scheduler.retry import STANDARD_WEBHOOKS, RetryPolicy
from storage.books import Books, Store
from storage.jobs import Job

MOST_OVERDUE = 200  # of one look


@dataclass(frozen=True, slots=True)
class Exchange:
    service: ExchangeService
    stages: Stages
    reconciliation: Reconciliation
    deals: Deals
    orders: OrderStore
    maker: OrderMaker | None
    handlers: dict[str, Handler]
    posted: "PostedOrders | None"
    comparing: Comparing
    set_up: SettingUp | None
    field: MakeField | None
    granting: Granting

    def begin(self, books: Books, now: datetime) -> None:
        """What is owed at every start."""
        if self.field:
            books.jobs.put(make_field(now))


@dataclass(frozen=True, slots=True)
class PostedOrders:
    """Orders of a store that cannot be read: they come by ``POST /orders/{source}``, and so do their changes."""

    service: ExchangeService
    statuses: Callable[[], Mapping[str, str]]

    def change(self, books: Books, order: Order, now: datetime) -> int | None:
        """The lead of an order that is known already: a change of it opens no other, and nobody is called again."""
        known = books.pairs.find(order.source, ref_of(order))
        if known is None or known.lead_id is None:
            return None
        self.keep(books, order, known.lead_id, now)
        return known.lead_id

    def keep(self, books: Books, order: Order, lead_id: int, now: datetime) -> None:
        """What the store says of the order of this lead; the buyer's number is as the lead has it."""
        phone = books.leads.load(lead_id).phone
        self.service.see(books, store_order_of(order, phone, self.statuses(), now), now, lead_id, asked_at=now)


def build_exchange(
    live: LiveSettings, store: Store, leads: LeadService, clock: Clock, neighbours: Neighbours
) -> Exchange | None:
    deals, orders = neighbours.deals, neighbours.order_store
    if deals is None or orders is None:
        return None
    stages = Stages(store, deals, clock, lambda: live.current)

    def open_lead(books: Books, order: StoreOrder, now: datetime) -> int | None:
        wanted = live.current.order_sync.leads
        return leads.receive(books, lead_order_of(order), now).lead_id if wanted else None

    service = ExchangeService(stages.map, open_lead)
    table = Table(store, service, clock)

    def manning() -> Manning:
        return Manning(live.current.order_sync.managers, live.current.order_sync.absent)

    handlers = _handle(table, deals, orders, KeepDeal(table, deals, manning))
    handlers[LOOK_AT_STAGES] = Handler(lambda _job: stages.refresh())
    handlers[MOVE] = _move(MoveDeal(table, deals))
    take_in = TakeIn(table, orders)
    handlers[TAKE_IN] = Handler(lambda job: take_in(str(job.data["ref"])))
    retry = RetryPair(table)
    handlers[RETRY_PAIR] = Handler(lambda job: retry(int(job.key.rpartition(":")[2]), str(job.data["name"])))
    reconciliation = Reconciliation(store, service, clock, deals, orders)
    handlers[FIND_ORDERS] = Handler(lambda _job: reconciliation.look_at_orders())
    handlers[FIND_DEALS] = Handler(lambda _job: reconciliation.look_at_deals())
    posted = None if orders.readable else PostedOrders(service, lambda: live.current.order_sync.stages)
    comparison, repair = Comparison(store, service, clock, deals, orders), Repair(store, service, clock, orders)
    comparing = Comparing(store, clock, live, comparison, repair)
    set_up = _set_up(live, store, clock, stages, neighbours)
    field = MakeField(neighbours.installer) if neighbours.installer else None
    if field:
        handlers[MAKE_FIELD] = Handler(lambda _job: field())
    handlers |= comparing.handlers() | (set_up.handlers() if set_up else {})
    if maker := neighbours.order_maker:
        handlers[MAKE_ORDER] = _make(MakeOrder(table, maker))
    return Exchange(
        service=service,
        stages=stages,
        reconciliation=reconciliation,
        deals=deals,
        orders=orders,
        maker=maker,
        handlers=handlers,
        posted=posted,
        comparing=comparing,
        set_up=set_up,
        field=field,
        granting=Granting(leads, service, orders.name if maker else ""),
    )


def _set_up(live: LiveSettings, store: Store, clock: Clock, stages: Stages, neighbours: Neighbours) -> SettingUp | None:
    partners, owners = find_partners(neighbours), frozenset(live.file.telegram.admins)
    if partners is None:
        return None
    return SettingUp(store, clock, live, stages, partners, lambda books, person: person in books.people.admins(owners))


def _handle(table: Table, deals: Deals, orders: OrderStore, keep_deal: KeepDeal) -> dict[str, Handler]:
    look_at_deals, look_at_orders = LookAtDeals(table, deals), LookAtOrders(table, orders)
    return {
        KEEP_DEAL: _keep(keep_deal),
        KEEP_ORDER: _keep(KeepOrder(table, orders), STANDARD_WEBHOOKS),
        LOOK_AT_DEALS: Handler(lambda _job: look_at_deals(), tireless=True),
        LOOK_AT_ORDERS: Handler(lambda _job: look_at_orders(), tireless=True),
    }


def _keep(effect: KeepDeal | KeepOrder, policy: RetryPolicy | None = None) -> Handler:
    return Handler(lambda job: effect(_pair(job)), lambda job, error: effect.give_up(_pair(job), error), policy=policy)


def _move(move: MoveDeal) -> Handler:
    return Handler(
        lambda job: move(_pair(job), str(job.data["stage"]), str(job.data["since"])),
        lambda job, error: move.give_up(_pair(job), str(job.data["stage"]), error),
    )


def _make(make: MakeOrder) -> Handler:
    return Handler(
        lambda job: make(job.lead_id or 0),
        lambda job, error: make.give_up(job.lead_id or 0, error),
    )


def _pair(job: Job) -> int:
    return int(job.data["pair"])


def overdue(books: Books, late: datetime) -> Iterator[NewJob]:
    """What pairs have owed since before then, and what should have been looked at (for the audit)."""
    for pair in books.pairs.owing(late, MOST_OVERDUE):
        yield from jobs_for(pair, late)
    for side in Side:
        if books.pairs.hinted(side, 1):
            yield look(side, late)
