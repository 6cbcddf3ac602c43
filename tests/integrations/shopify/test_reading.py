"""What an order looks like, read from the shop: S2-07, S2-08, S2-10 … S2-15."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from desk.errors import Rejected, Temporary
from desk.exchange.model import Buyer, Delivery, Finality, Line
from integrations.shopify import ShopifyStore
from integrations.shopify.documents import READ
from integrations.shopify.order import read_order
from integrations.shopify.payload import read_payload
from sandbox.kit.clock import WorldClock
from sandbox.shopify.control import ADDRESS, WATCH
from sandbox.shopify.fake import ShopifyFake
from sandbox.shopify.order import Line as ShopLine
from tests.integrations.conftest import START

STRAP = ShopLine(
    0, "Ремешок", "S-20", Decimal("1900.00"), 3, "20 мм", Decimal("100.00"), product_type="straps", product_id=5
)


async def test_s2_07_s2_08_s2_10_an_order_is_read_with_everything_a_deal_shows(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place([WATCH, STRAP], note=" Позвоните \n после обеда ", landing_site="/?utm_source=ig&utm_term=&x=1")
    order = await store.read(str(placed.id))
    assert order is not None
    assert (order.origin, order.number, order.status) == (f"shopify:{placed.id}", "#1001", "pending")
    assert order.buyer == Buyer("Анна Смирнова", "+79990001122", "anna@example.com")
    assert order.lines == (
        Line("Часы «Север»", "W-SEVER-01", Decimal(1), Decimal(12900), Decimal(0), "watches"),
        Line("Ремешок - 20 мм", "S-20", Decimal(3), Decimal("1866.67"), Decimal("33.33"), "straps"),
    )
    assert order.delivery == Delivery("Курьер", Decimal(350), "Тверская, 1, кв. 5, 125009 Москва, MOW, RU")
    assert (order.total, order.currency, order.paid) == (Decimal("18850.01"), "RUB", False)
    assert (order.comment, order.utm) == ("Позвоните \n после обеда", {"utm_source": "ig"})
    assert (order.changed_at, order.ended) == (START, Finality.OPEN)


async def test_s2_14_an_event_shows_the_same_order_but_for_the_categories(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place([WATCH, STRAP], financial="paid", note="n", tags=["vip"], landing_site="/a?utm_source=ig")
    read, shown = await store.read(str(placed.id)), read_payload(fake.payload(placed), START)
    assert read is not None and shown is not None
    assert shown == replace(read, lines=tuple(replace(line, category=None) for line in read.lines))


async def test_s2_14_an_edit_counts_and_what_was_taken_out_is_gone(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place([WATCH, STRAP])
    fake.edit_lines(placed, {"W-SEVER-01": 0, "S-20": 2})
    order = await store.read(str(placed.id))
    assert order is not None
    assert [(line.sku, line.quantity) for line in order.lines] == [("S-20", Decimal(2))]
    assert order.total == Decimal("4083.34")


async def test_a_cancelled_order_still_shows_what_it_was(store: ShopifyStore, fake: ShopifyFake) -> None:
    """Restocking takes every piece out of it."""
    placed = fake.place()
    fake.cancel(placed)
    order = await store.read(str(placed.id))
    assert order is not None
    assert (order.status, order.ended) == ("cancelled", Finality.LOST)
    assert (order.lines[0].quantity, order.total) == (Decimal(1), Decimal(13250))


async def test_an_order_of_many_lines_is_read_to_its_end(store: ShopifyStore, fake: ShopifyFake) -> None:
    lines = [ShopLine(0, f"Piece {n}", f"P-{n}", Decimal(10)) for n in range(120)]
    placed = fake.place(lines)
    order = await store.read(str(placed.id))
    assert order is not None
    assert [line.sku for line in order.lines] == [f"P-{n}" for n in range(120)]
    page = await store.changed_since(f"{START.isoformat()}||")
    assert page.orders == (order,)


async def test_customers_that_may_not_be_known_leave_an_order_without_them(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place()
    fake.shop.redacted = True
    order = await store.read(str(placed.id))
    assert order is not None
    assert (order.buyer, order.delivery.address) == (Buyer(), "")
    assert order.lines[0].category == "watches"


async def test_without_the_right_to_products_and_customers_the_rest_is_still_read(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place()
    fake.access.scopes -= {"read_products", "read_customers"}
    order = await store.read(str(placed.id))
    assert order is not None
    assert (order.lines[0].category, order.buyer.name) == ("", "Анна Смирнова")  # of the address


@pytest.mark.parametrize("ref", ["1", "", "abc", "#1001", "٣"])
async def test_what_is_no_order_is_none(store: ShopifyStore, ref: str) -> None:
    assert await store.read(ref) is None


async def test_a_deleted_order_is_none(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place()
    fake.delete(placed)
    assert await store.read(str(placed.id)) is None


async def test_a_local_number_is_read_in_the_country_of_the_address(store: ShopifyStore, fake: ShopifyFake) -> None:
    home = ADDRESS | {"country_code": "ES", "phone": "600 111 222"}
    placed = fake.place(phone=None, shipping=home)
    order = await store.read(str(placed.id))
    assert order is not None and order.buyer.phone == "+34600111222"
    fake.edit(placed, shipping=home | {"phone": "после шести"}, billing=None)
    order = await store.read(str(placed.id))
    assert order is not None and order.buyer.phone == "после шести"


async def test_an_order_of_the_test_mode_says_so(store: ShopifyStore, fake: ShopifyFake) -> None:
    order = await store.read(str(fake.place(test=True, note="hello").id))
    assert order is not None and order.comment == "TEST · hello"


@pytest.mark.parametrize(
    ("fields", "status", "paid"),
    [
        ({}, "pending", False),
        ({"financial": "authorized"}, "pending", False),
        ({"financial": "paid"}, "paid", True),
        ({"financial": "partially_refunded"}, "paid", True),
        ({"financial": "refunded"}, "paid", False),
        ({"tags": ["vip", "ringdesk:processing"]}, "processing", False),
        ({"tags": ["RINGDESK: Ждём товар"]}, "Ждём товар", False),
        ({"tags": ["ringdesk:awaiting_payment"], "financial": "paid"}, "paid", True),
        ({"tags": ["ringdesk:processing"], "financial": "paid"}, "processing", True),
        ({"tags": ["ringdesk:processing", "ringdesk:shipped"]}, "shipped", False),
    ],
)
async def test_s2_11_the_further_of_tag_and_state_is_the_status(
    store: ShopifyStore, fake: ShopifyFake, fields: dict[str, object], status: str, paid: bool
) -> None:
    order = await store.read(str(fake.place(**fields).id))
    assert order is not None
    assert (order.status, order.paid) == (status, paid)


async def test_s2_13_a_fulfilled_order_is_shipped_and_a_completed_one_is_won(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place(parcels=2, tags=["ringdesk:processing"])
    placed.parcels[0].status = "CLOSED"
    assert (await store.read(str(placed.id))).status == "processing"  # type: ignore[union-attr]
    fake.send(placed)
    assert (await store.read(str(placed.id))).status == "shipped"  # type: ignore[union-attr]
    fake.edit(placed, tags=["ringdesk:completed"])
    order = await store.read(str(placed.id))
    assert order is not None and (order.status, order.ended) == ("completed", Finality.WON)


async def test_s2_15_changes_come_in_pages_and_none_is_missed(
    store: ShopifyStore, fake: ShopifyFake, world: WorldClock
) -> None:
    fake.bucket.size = fake.bucket.left = 20_000  # time stands still here, and so would a wait for more points
    begun = await store.changed_since("")
    assert (begun.orders, begun.more) == ((), False)
    placed = [fake.place() for _ in range(60)]  # all within one second
    cursor, seen, pages = await drain(store, begun.cursor)
    assert seen == [str(order.id) for order in placed] and pages == 3
    world.jump(3600)
    fake.edit(placed[7], note="later")
    cursor, seen, _ = await drain(store, cursor)
    assert seen[-1] == str(placed[7].id)
    _, seen, _ = await drain(store, cursor)
    assert seen == [str(placed[7].id)]  # its minute is looked through once more


async def drain(store: ShopifyStore, cursor: str) -> tuple[str, list[str], int]:
    """The cursor after the last page, what came, and on how many pages."""
    seen: list[str] = []
    pages, more = 0, True
    while more:
        page = await store.changed_since(cursor)
        seen += [order.ref for order in page.orders]
        cursor, more, pages = page.cursor, page.more, pages + 1
    return cursor, seen, pages


async def test_s2_15_closed_and_cancelled_orders_are_listed_too(store: ShopifyStore, fake: ShopifyFake) -> None:
    sent, lost = fake.place(financial="paid"), fake.place()
    fake.send(sent)
    fake.cancel(lost)
    page = await store.changed_since(f"{START.isoformat()}||")
    assert {order.ref: order.status for order in page.orders} == {str(sent.id): "shipped", str(lost.id): "cancelled"}


async def test_a_place_that_shopify_has_forgotten_begins_its_listing_anew(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place()
    page = await store.changed_since(f"{START.isoformat()}|{START.isoformat()}|stale")
    assert [order.ref for order in page.orders] == [str(placed.id)]
    with pytest.raises(Rejected):
        await store.changed_since("yesterday")


async def test_the_check_names_missing_rights_and_a_wrong_shop(
    open_store: Callable[..., ShopifyStore], fake: ShopifyFake
) -> None:
    store = open_store()
    health = await store.check()
    assert health.ok and "acme.myshopify.com" in health.detail
    fake.access.scopes -= {"read_all_orders"}
    assert "60 days" in (await store.check()).detail
    fake.access.scopes = frozenset({"read_orders"})
    health = await store.check()
    assert not health.ok
    for right in ("write_orders", "read_products", "write_merchant_managed_fulfillment_orders"):
        assert right in health.detail
    fake.shop.domain = "other.myshopify.com"
    assert "other.myshopify.com" in (await store.check()).detail


async def test_links_and_words(store: ShopifyStore) -> None:
    assert store.order_url("17") == "https://acme.myshopify.com/admin/orders/17"
    assert list(await store.statuses()) == []


@pytest.mark.parametrize(
    "junk", [None, 5, "x", [], {}, [None], [{"nodes": 1}], True, "NaN", "1e999999", {"nodes": [{}]}]
)
async def test_any_field_may_be_anything(store: ShopifyStore, fake: ShopifyFake, junk: object) -> None:
    """But the two without which it is no order."""
    gid = fake.place([WATCH, STRAP]).gid
    record = (await store.client.run("ReadOrder", READ, {"id": gid}))["order"]
    for key in record.keys() - {"legacyResourceId", "id", "updatedAt"}:
        assert read_order(record | {key: junk}).ref == record["legacyResourceId"]
        inner = record[key] if isinstance(record[key], dict) else {}
        for name in inner:
            read_order(record | {key: inner | {name: junk}})
    line = record["lineItems"]["nodes"][1]
    for name in line:
        read_order(record | {"lineItems": {"nodes": [line | {name: junk}]}})
    with pytest.raises(Temporary):
        read_order(record | {"updatedAt": None})
