"""An order in the store for a lead that came another way: one, however the answers go (S4-08)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from desk.errors import Conflict, Temporary
from desk.exchange.effects.making import MakeOrder
from desk.exchange.effects.table import Table
from desk.exchange.hints import StoreHint
from desk.exchange.intake import lead_order_of
from desk.exchange.model import StoreOrder
from desk.exchange.ordering import NO_GOODS, THERE, Ordering, ask_order, marker_of
from desk.exchange.pair import Pair
from desk.exchange.service import ExchangeService
from desk.leads.model import Lead
from desk.leads.service import LeadService
from desk.model import Customer, Order, OrderLine
from desk.values import replace
from tests.exchange.conftest import Room
from tests.exchange.orders import MAP
from tests.exchange.world import DOWN, LOST, NEVER, REFUSE, SHOP
from tests.scheduler.conftest import make_service

CASE = OrderLine("Часы «Север»", "N-1", Decimal(1), Decimal(15200), "Часы")


@dataclass
class Office:
    """Where orders come by e-mail."""

    room: Room
    leads: LeadService = field(default_factory=make_service)

    def __post_init__(self) -> None:
        def open_lead(books: Any, order: StoreOrder, now: Any) -> int:
            return self.leads.receive(books, lead_order_of(order), now).lead_id

        self.room.service = ExchangeService(lambda: MAP, open_lead)
        self.restart()

    def restart(self) -> None:
        self.room.restart()
        self.make = MakeOrder(Table(self.room.store, self.room.service, self.room.clock), self.room.shop)

    async def mail(self, ref: str = "m-1", source: str = "mail", lines: tuple[OrderLine, ...] = (CASE,)) -> Lead:
        """Somebody ordered in a letter."""
        order = Order(source, ref, Customer("Анна П.", "+79161234567"), lines=lines, currency="RUB")
        now = self.room.clock.now()
        received = await self.room.store.write(lambda books: self.leads.receive(books, order, now))
        return await self.room.store.read(lambda books: books.leads.load(received.lead_id))

    async def wish(self, lead: Lead, who: str = "Анна") -> None:
        now = self.room.clock.now()
        await self.room.store.write(lambda books: ask_order(books, lead, SHOP, who, now))

    async def pair_of(self, lead: Lead) -> Pair | None:
        return await self.room.store.read(lambda books: books.pairs.of_lead(lead.id))

    async def kept(self, lead: Lead) -> Ordering:
        found = await self.room.store.read(lambda books: books.orderings.find(marker_of(lead)))
        assert found
        return found

    async def count_leads(self) -> int:
        return len(await self.room.store.read(lambda books: books.leads.latest(limit=10)))


@pytest.fixture
def office(room: Room) -> Office:
    return Office(room)


async def test_s4_08_a_lead_gets_its_order_in_the_store_and_the_order_its_deal(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    assert "exchange.make_order" in await office.room.owed()
    await office.make(lead.id)
    (record,) = office.room.shop.records.values()
    pair = await office.pair_of(lead)
    assert pair
    assert (pair.order, pair.owes_crm) == (record.order, True)
    assert (record.order.buyer.phone, record.order.lines[0].sku) == ("+79161234567", "N-1")
    assert (await office.kept(lead)).made == record.order.ref
    assert await office.count_leads() == 1


@pytest.mark.parametrize(("mood", "asked"), [(LOST, ["make", "find"]), (NEVER, ["make", "find", "make"])])
async def test_ex_18_after_a_lost_answer_the_order_is_searched_before_it_is_made_again(
    office: Office, mood: str, asked: list[str]
) -> None:
    lead = await office.mail()
    await office.wish(lead)
    office.room.shop.moods.coming.append(mood)
    assert isinstance(await office.room.try_to(office.make, lead.id), Temporary)
    office.restart()
    too_soon = await office.room.try_to(office.make, lead.id)
    assert isinstance(too_soon, Temporary)
    assert too_soon.blameless, "a new process does not know when it was asked"
    office.room.clock.turn(61)
    await office.make(lead.id)
    await office.make(lead.id)
    assert (office.room.shop.asked, len(office.room.shop.records)) == (asked, 1)
    assert await office.pair_of(lead)


async def test_ex_19_the_stores_own_event_may_come_first_and_opens_no_second_lead(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    office.room.shop.moods.coming.append(LOST)
    await office.room.try_to(office.make, lead.id)
    (record,) = office.room.shop.records.values()
    await office.room.hear(StoreHint(SHOP, record.order.ref, record.order, first=True))
    pair = await office.pair_of(lead)
    assert pair
    assert pair.order.ref == record.order.ref
    await office.make(lead.id)
    assert (office.room.shop.asked, await office.count_leads()) == (["make"], 1)


async def test_ex_19_a_marker_that_nobody_here_has_given_is_an_order_like_any_other(office: Office) -> None:
    await office.mail()
    stranger = await office.room.place("77")
    order = replace(stranger.order, ref="78", number="78", marker="ringdesk-1-of-another-desk")
    await office.room.hear(StoreHint(SHOP, "78", order))
    assert await office.count_leads() == 3


async def test_s4_08_what_the_store_refuses_waits_for_a_person_who_may_wish_again(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    office.room.shop.moods.coming.append(REFUSE)
    await office.make(lead.id)
    assert (await office.kept(lead)).refusal == "it does not like it"
    await office.make(lead.id)
    assert office.room.shop.asked == ["make"]
    await office.wish(lead, "Борис")
    await office.make(lead.id)
    assert (await office.kept(lead), len(office.room.shop.records)) == (
        Ordering(lead.id, "Борис", asked=True, made="5000"),
        1,
    )


async def test_s4_08_a_store_that_is_down_is_only_a_delay(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    office.room.shop.moods.coming.append(DOWN)
    assert isinstance(await office.room.try_to(office.make, lead.id), Temporary)
    await office.make(lead.id)
    assert (office.room.shop.asked, len(office.room.shop.records)) == (["make", "find", "make"], 1)


async def test_s4_08_no_order_is_made_of_what_the_store_has_or_cannot_make(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    await office.make(lead.id)
    for refused, why in (
        (lead, THERE),
        (await office.mail("s-1", source=SHOP), THERE),
        (await office.mail("m-2", lines=()), NO_GOODS),
    ):
        with pytest.raises(Conflict) as conflict:
            await office.wish(refused)
        assert conflict.value.reason == why


async def test_ex_18_of_several_orders_the_oldest_counts_and_people_are_told(office: Office) -> None:
    lead = await office.mail()
    await office.wish(lead)
    office.room.shop.moods.coming.append(LOST)
    await office.room.try_to(office.make, lead.id)
    (first,) = office.room.shop.records.values()
    office.room.shop.place(replace(first.order, ref="5001", number="5001"))
    office.room.clock.turn(61)
    await office.make(lead.id)
    assert (await office.kept(lead)).made == first.order.ref
    assert "chat.alarm_admins" in await office.room.owed()
