"""What an order of the site looks like to us."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desk.errors import Temporary, Unauthorised
from desk.exchange.model import Buyer, Delivery, Finality, Line, StoreOrder
from integrations.bitrix_site import BitrixSite, BitrixSiteStore
from integrations.bitrix_site.order import read_order, read_properties, text_of
from integrations.bitrix_site.vocabulary import Statuses
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from tests.integrations.bitrix_site.conftest import Open

STATUSES = Statuses({"N": "Принят", "P": "Оплачен", "S": "Отправлен", "F": "Выполнен", "D": "Отменён"})
FIXTURE = Path(__file__).parents[2] / "fixtures" / "bitrix_site" / "order__get.json"
Read = Callable[[int], Awaitable[StoreOrder]]


def of(**changed: Any) -> StoreOrder:
    row = json.loads(FIXTURE.read_bytes()) | changed
    return read_order(row, STATUSES, BitrixSite())


def test_s2_07_s2_08_the_documented_order_is_read_whole() -> None:
    assert of() == StoreOrder(
        store="bitrix_site",
        ref="236",
        number="392",
        status="N",
        status_name="Принят",
        changed_at=datetime(2024, 2, 28, 15, 37, 11, tzinfo=UTC),
        ended=Finality.OPEN,
        buyer=Buyer("John Smith", "+14152007986", "email@mail.com"),
        lines=(Line("Men's Fire T-Shirt", "1000000386", Decimal(1), Decimal(980)),),
        delivery=Delivery("Courier Delivery", Decimal(500), "test"),
        total=Decimal(1480),
        currency="USD",
        placed_at=datetime(2024, 2, 28, 15, 36, 55, tzinfo=UTC),
    )


async def test_s2_08_articles_prices_and_discounts_come_through_rest(fake: BitrixSiteFake, read: Read) -> None:
    number = fake.place(goods=(1, 2), userDescription="После обеда")
    order = await read(number)
    assert order.lines == (
        Line("Часы «Полёт»", "W-POLET-01", Decimal(1), Decimal(17010), Decimal(1890)),
        Line("Ремешок кожаный, 20 мм", "S-LEATHER-20", Decimal(1), Decimal(1900)),
    )
    assert order.buyer == Buyer("Анна Смирнова", "+79990001122", "anna@example.com")
    assert order.delivery == Delivery("Доставка курьером", Decimal(500), "Казань, ул. Баумана, 1")
    assert (order.number, order.total, order.comment) == (str(number + 156), Decimal(19410), "После обеда")
    assert order.changed_at == datetime(2026, 8, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("article", "sku"),
    [(("PRODUCT.XML_ID",), "1000000348"), (("none", "cml2_article"), "W-SEVER-01"), ((), "1000000348")],
)
async def test_the_article_stands_where_the_settings_say(
    fake: BitrixSiteFake, open_store: Open, article: tuple[str, ...], sku: str
) -> None:
    number = fake.place(goods=(0,))
    order = await open_store(article=article).read(str(number))
    assert order and order.lines[0].sku == sku


async def test_s2_10_a_category_is_read_from_a_property(fake: BitrixSiteFake, open_store: Open) -> None:
    number = fake.place(goods=(0,))
    fake.site.orders[number]["basketItems"][0]["properties"].append({"code": "SECTION", "name": "", "value": "watches"})
    order = await open_store(category="section").read(str(number))
    assert order and order.lines[0].category == "watches"


@pytest.mark.parametrize(
    ("codes", "buyer"),
    [
        ({"CONTACT_PERSON": "Анна", "CONTACT_PHONE": "8 999 000-11-22"}, Buyer("Анна", "+79990001122")),
        (
            {"NAME": "Анна", "LAST_NAME": "Смирнова", "E_MAIL": "a@example.com"},
            Buyer("Анна Смирнова", "", "a@example.com"),
        ),
        ({"FIO": ["Анна", "Пётр"], "PHONE": "позвоните"}, Buyer("Анна, Пётр", "позвоните")),
        ({"FIO": None, "PHONE": ""}, Buyer()),
    ],
)
def test_s2_07_usual_codes_of_other_sites_are_understood(codes: dict[str, Any], buyer: Buyer) -> None:
    values = [{"code": code, "value": value} for code, value in codes.items()]
    assert of(propertyValues=values).buyer == buyer


def test_the_place_stands_before_an_address_that_does_not_name_it() -> None:
    values = [{"code": "ZIP", "value": "420000"}, {"code": "CITY", "value": "Казань"}]
    with_street = [*values, {"code": "ADDRESS", "value": "Казань, Баумана 1"}]
    assert of(propertyValues=with_street).delivery.address == "420000, Казань, Баумана 1"
    assert of(propertyValues=values).delivery.address == "420000, Казань"


def test_s2_09_utm_marks_are_kept() -> None:
    values = [{"code": "UTM_SOURCE", "value": "yandex"}, {"code": "utm_medium", "value": "cpc"}]
    assert of(propertyValues=values).utm == {"utm_source": "yandex", "utm_medium": "cpc"}


@pytest.mark.parametrize(
    ("row", "status", "ended"),
    [
        ({"statusId": "P"}, "P", Finality.OPEN),
        ({"statusId": "F"}, "F", Finality.WON),
        ({"statusId": "D"}, "D", Finality.LOST),
        ({"statusId": "S", "canceled": "Y"}, "cancelled", Finality.LOST),
        ({"statusId": "F", "canceled": "Y"}, "cancelled", Finality.LOST),
        ({"statusId": "D", "canceled": "Y"}, "D", Finality.LOST),
    ],
)
def test_s2_13_how_an_order_has_ended(row: dict[str, Any], status: str, ended: Finality) -> None:
    assert (of(**row).status, of(**row).ended) == (status, ended)


def test_empty_maps_of_php_are_nothing() -> None:
    order = of(basketItems=[], propertyValues=[], shipments=[], payments=[], price=None, currency=None)
    assert (order.lines, order.delivery, order.buyer, order.total) == ((), Delivery(), Buyer(), Decimal(0))
    assert of(basketItems={"0": {"name": "A", "price": "NaN", "quantity": 1}}).lines == (Line("A"),)


def test_the_systems_own_shipment_does_not_count() -> None:
    own = {"id": 1, "deliveryName": "Courier", "priceDelivery": 300, "system": "N"}
    rest = {"id": 2, "deliveryName": "none", "priceDelivery": 999, "system": "Y"}
    assert of(shipments=[own, rest]).delivery == Delivery("Courier", Decimal(300), "test")


def test_values_are_text_on_one_line() -> None:
    assert [text_of(it) for it in (" a\nb ", 5, None, True, ["x", None, "y"])] == ["a b", "5", "", "", "x, y"]
    assert read_properties("nonsense") == {}


def test_what_is_no_order_may_be_one_later() -> None:
    with pytest.raises(Temporary):
        of(dateUpdate=None)


async def test_there_is_no_such_order(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    number = fake.place()
    fake.delete(number)
    assert await store.read(str(number)) is None
    assert [await store.read(ref) for ref in ("", "abc", "0", "-1", "07")] == [None] * 5


@pytest.mark.parametrize("kind", ["html", "cut", "drop", "rate", "internal"])
async def test_trouble_is_temporary_and_never_no_order(store: BitrixSiteStore, fake: BitrixSiteFake, kind: str) -> None:
    number = fake.place()
    fake.break_down(kind, "sale.order.get", times=1)
    with pytest.raises(Temporary):
        await store.read(str(number))


async def test_a_strange_shape_is_temporary(store: BitrixSiteStore, fake: BitrixSiteFake, world: WorldClock) -> None:
    number = fake.place()
    fake.site.orders[number]["id"] = 99
    with pytest.raises(Temporary, match="not the order"):
        await store.read(str(number))


async def test_rights_are_told_as_rights(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    number = fake.place()
    fake.site.admin = False
    with pytest.raises(Unauthorised, match="Access Denied"):
        await store.read(str(number))
    fake.close_webhook()
    with pytest.raises(Unauthorised):
        await store.read(str(number))


async def test_people_get_an_address_of_the_order(
    store: BitrixSiteStore, fake: BitrixSiteFake, open_store: Open
) -> None:
    assert store.order_url("236") == f"{fake.url}/bitrix/admin/sale_order_view.php?ID=236"
    assert open_store(order_page="/shop/orders/details/{ref}/").order_url("7") == f"{fake.url}/shop/orders/details/7/"
