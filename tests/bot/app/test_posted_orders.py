"""Orders of a store that cannot be read come by POST, and so do their changes."""

from typing import Any

import pytest

from bot.app.exchange import PostedOrders
from desk.exchange.service import ExchangeService
from desk.leads.service import LeadService
from desk.model import Customer, Order
from storage.books import Books, Store
from tests.clocks import TurnedClock
from tests.exchange.orders import MAP
from tests.exchange.world import STATUSES
from tests.scheduler.conftest import make_service


def posted(ref: str = "A-1", **extra: Any) -> Order:
    return Order("site", ref, Customer("Анна", "89161234567"), order_id="1042", extra=extra)


class Door:
    """What the web side does with an order."""

    def __init__(self, store: Store, clock: TurnedClock, leads: LeadService) -> None:
        self.store, self.clock, self.leads = store, clock, leads
        self.orders = PostedOrders(ExchangeService(lambda: MAP), lambda: STATUSES)

    async def post(self, order: Order) -> int:
        now = self.clock.now()

        def work(books: Books) -> int:
            if known := self.orders.change(books, order, now):
                return known
            lead_id = self.leads.receive(books, order, now).lead_id
            self.orders.keep(books, order, lead_id, now)
            return lead_id

        return await self.store.write(work)


@pytest.fixture
def door(store: Store) -> Door:
    return Door(store, TurnedClock(), make_service())


async def test_ex_01_a_changed_order_opens_no_second_lead(door: Door) -> None:
    first = await door.post(posted(status="new"))
    door.clock.turn(5)
    assert await door.post(posted("A-2", status="paid")) == first
    pair = await door.store.read(lambda books: books.pairs.find("site", "1042"))
    assert pair
    assert (pair.order.status, pair.lead_id) == ("paid", first)
    assert pair.order.buyer.phone == "+79161234567"


async def test_ex_02_of_two_orders_of_one_second_the_later_to_come_counts(door: Door) -> None:
    """Nobody can ask this store."""
    moment = "2026-11-23T09:00:00Z"
    await door.post(posted(status="new", updated_at=moment))
    door.clock.turn(1)
    await door.post(posted(status="paid", updated_at=moment))
    pair = await door.store.read(lambda books: books.pairs.find("site", "1042"))
    assert pair
    assert pair.order.status == "paid"


async def test_ex_02_an_older_version_changes_nothing(door: Door) -> None:
    await door.post(posted(status="paid", updated_at="2026-11-23T09:00:05Z"))
    door.clock.turn(1)
    await door.post(posted(status="new", updated_at="2026-11-23T09:00:00Z"))
    pair = await door.store.read(lambda books: books.pairs.find("site", "1042"))
    assert pair
    assert pair.order.status == "paid"
