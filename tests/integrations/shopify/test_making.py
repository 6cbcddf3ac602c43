"""An order that the desk makes in the shop: S4-08."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from desk.errors import Rejected, Unauthorised, Unknown
from desk.exchange.model import Buyer, Line
from desk.exchange.ordering import WantedOrder
from desk.values import replace
from integrations.shopify import ShopifyMaker, ShopifyStore
from integrations.shopify.payload import read_payload
from sandbox.kit.faults import Fault
from sandbox.shopify.fake import ShopifyFake
from tests.integrations.shopify.test_reading import START

WANTED = WantedOrder(
    marker="ringdesk-17-a1b2",
    buyer=Buyer("Анна Смирнова", "+79990001122", "anna@example.com"),
    lines=(
        Line("Часы «Север»", "W-SEVER-01", Decimal(2), Decimal("12000.00"), category="Часы"),
        Line("Гравировка", "", Decimal(1), Decimal(900)),
    ),
    city="Москва",
    currency="RUB",
    comment="Позвоните после обеда",
)


@pytest.fixture
def maker(store: ShopifyStore) -> ShopifyMaker:
    return ShopifyMaker(store.client)


async def test_s4_08_an_order_is_made_as_it_was_wanted(maker: ShopifyMaker, fake: ShopifyFake) -> None:
    fake.sell("W-SEVER-01", "Часы «Север»", Decimal(12900), "watches", stock=5)
    order = await maker.make(WANTED)
    (kept,) = fake.shop.orders.values()
    assert (order.ref, order.marker, order.status, order.paid) == (str(kept.id), WANTED.marker, "pending", False)
    assert (order.buyer, order.comment, order.total) == (WANTED.buyer, WANTED.comment, Decimal("24900.00"))
    assert [(it.name, it.quantity, it.price, it.category) for it in order.lines] == [
        ("Часы «Север»", 2, Decimal("12000.00"), "watches"),
        ("Гравировка", 1, Decimal("900.00"), ""),
    ]
    assert (fake.shop.variants[0].stock, fake.shop.mailed) == (3, []), "claimed, and nobody is written to"
    shown = read_payload(fake.payload(kept), START)
    assert shown and shown.marker == WANTED.marker


@pytest.mark.parametrize("lag", [timedelta(), timedelta(minutes=5)])
async def test_s4_08_after_a_lost_answer_it_is_found_by_its_marker_even_before_the_search_knows_it(
    maker: ShopifyMaker, fake: ShopifyFake, lag: timedelta
) -> None:
    fake.shop.index_lag = lag
    assert await maker.find_made(WANTED.marker) == []
    fake.faults.add(Fault("accept_drop", "MakeOrder", 1))
    with pytest.raises(Unknown):
        await maker.make(WANTED)
    (found,) = await maker.find_made(WANTED.marker)
    assert found.ref == str(next(iter(fake.shop.orders)))
    assert await maker.find_made("ringdesk-17-a1") == []


async def test_s4_08_what_was_made_and_cannot_be_shown_is_not_taken_for_refused(
    maker: ShopifyMaker, fake: ShopifyFake
) -> None:
    fake.faults.add(Fault("status", "ReadOrder", 1, status=403, body="{}"))
    with pytest.raises(Unknown):
        await maker.make(WANTED)
    assert len(await maker.find_made(WANTED.marker)) == 1


async def test_s4_08_an_article_of_two_products_becomes_a_line_with_a_name(
    maker: ShopifyMaker, fake: ShopifyFake
) -> None:
    for title in ("Север", "Север 2"):
        fake.sell("W-SEVER-01", title, Decimal(12900), "watches")
    order = await maker.make(WANTED)
    assert (order.lines[0].name, order.lines[0].category) == ("Часы «Север»", "")


async def test_s4_08_refusals_are_told_in_the_shops_words_and_make_nothing(
    maker: ShopifyMaker, fake: ShopifyFake
) -> None:
    fake.sell("W-SEVER-01", "Часы «Север»", Decimal(12900), stock=1)
    with pytest.raises(Rejected, match="Unable to reserve inventory"):
        await maker.make(WANTED)
    with pytest.raises(Rejected, match="Phone is invalid"):
        await maker.make(replace(WANTED, buyer=Buyer("Анна", "12"), lines=WANTED.lines[1:]))
    with pytest.raises(Rejected, match="whole pieces"):
        await maker.make(replace(WANTED, lines=(Line("Ремень", quantity=Decimal("0.5")),)))
    assert fake.shop.orders == {}


async def test_s4_08_without_the_right_to_write_nothing_is_made(
    maker: ShopifyMaker, fake: ShopifyFake, asked: Callable[[], list[str]]
) -> None:
    fake.access.scopes -= {"write_orders"}
    with pytest.raises(Unauthorised):
        await maker.make(replace(WANTED, lines=WANTED.lines[1:]))
    assert asked() == ["MakeOrder"]
