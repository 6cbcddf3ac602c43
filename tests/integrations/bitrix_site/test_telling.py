"""Statuses and flags, told to the site: only what is missing, in one request."""

from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest

from desk.errors import NotFound, Rejected, Temporary
from desk.exchange.mapping import is_at
from desk.exchange.model import Finality, StoreOrder
from integrations.bitrix_site import BitrixSiteStore
from sandbox.bitrix_site.fake import BitrixSiteFake
from tests.integrations.bitrix_site.conftest import Open

Read = Callable[[int], Awaitable[StoreOrder]]


@pytest.fixture
def number(fake: BitrixSiteFake) -> int:
    return fake.place()


def writes(fake: BitrixSiteFake) -> int:
    return len(fake.history.find("bitrix_site", "request", operation="batch"))


@pytest.mark.parametrize("word", ["S", "s", "Отправлен", " отправлен "])
async def test_s2_11_a_status_is_set_by_id_or_name_and_reported_by_id(
    store: BitrixSiteStore, number: int, word: str
) -> None:
    order = await store.set_status(str(number), word, "k")
    assert (order.status, order.status_name, order.ended) == ("S", "Отправлен", Finality.OPEN)
    assert is_at(order, word)


async def test_s2_12_paid_marks_every_payment(store: BitrixSiteStore, fake: BitrixSiteFake, number: int) -> None:
    order = await store.set_status(str(number), "P", "k")
    assert (order.status, order.paid) == ("P", True)
    assert [row["paid"] for row in fake.order(number)["payments"]] == ["Y"]
    assert fake.order(number)["payments"][0]["paySystemId"] == 48


async def test_s2_12_shipped_allows_and_ships_and_leaves_the_delivery_as_it_was(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    """What an update of a shipment does not name falls back: to no price, and to the first status."""
    fake.site.orders[number]["shipments"][0]["statusId"] = "DF"
    order = await store.set_status(str(number), "S", "k")
    (shipment,) = fake.order(number)["shipments"]
    assert (shipment["allowDelivery"], shipment["deducted"], shipment["statusId"]) == ("Y", "Y", "DF")
    assert (order.delivery.price, order.total) == (Decimal(500), Decimal(15300))
    assert not order.paid


async def test_s2_13_a_won_deal_completes_the_order(store: BitrixSiteStore, number: int) -> None:
    order = await store.set_status(str(number), "completed", "k")
    assert (order.status, order.ended) == ("F", Finality.WON)


async def test_s2_13_a_lost_deal_cancels_the_order_with_a_reason(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    order = await store.set_status(str(number), "cancelled", "k")
    assert (order.status, order.ended) == ("cancelled", Finality.LOST)
    kept = fake.order(number)
    assert (kept["canceled"], kept["reasonCanceled"], kept["statusId"]) == ("Y", "Отменён в CRM", "N")


async def test_a_status_that_means_cancelled_cancels_too(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    order = await store.set_status(str(number), "Отменён", "k")
    assert (order.status, order.ended) == ("D", Finality.LOST)
    assert fake.order(number)["canceled"] == "Y"


async def test_a_cancelled_order_comes_back_to_life(store: BitrixSiteStore, fake: BitrixSiteFake, number: int) -> None:
    fake.cancel(number, "передумал")
    order = await store.set_status(str(number), "P", "k")
    assert (order.status, order.ended, order.paid) == ("P", Finality.OPEN, True)
    assert fake.order(number)["canceled"] == "N"


async def test_what_is_there_already_is_not_written_again(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    for status in ("P", "S", "F"):
        await store.set_status(str(number), status, "k")
    fake.set_status(number, "P")
    before, version = writes(fake), fake.order(number)["version"]
    order = await store.set_status(str(number), "P", "again")
    assert (order.status, order.paid) == ("P", True)
    assert (writes(fake), fake.order(number)["version"]) == (before, version)


async def test_one_change_costs_two_requests(store: BitrixSiteStore, number: int, hits: Callable[[], int]) -> None:
    """One to read and one to write, however many payments and shipments; statuses are learnt once."""
    await store.statuses()
    before = hits()
    await store.set_status(str(number), "P", "a")
    await store.set_status(str(number), "S", "b")
    assert hits() - before == 4


async def test_a_lost_answer_is_repeated_and_changes_nothing_twice(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    await store.statuses()
    fake.break_down("lost", "batch", times=1)
    with pytest.raises(Temporary):
        await store.set_status(str(number), "P", "k")
    version = fake.order(number)["version"]
    order = await store.set_status(str(number), "P", "k")
    assert (order.status, order.paid, fake.order(number)["version"]) == ("P", True, version)


async def test_flags_follow_the_settings(fake: BitrixSiteFake, open_store: Open, number: int) -> None:
    store = open_store(flags={"Выполнен": ["paid", "shipped"]})
    await store.set_status(str(number), "P", "a")
    assert fake.order(number)["payed"] == "N"
    order = await store.set_status(str(number), "F", "b")
    assert (order.paid, fake.order(number)["deducted"]) == (True, "Y")


async def test_returns_and_cancelled_shipments_are_left_alone(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    order = fake.site.orders[number]
    order["payments"].append(order["payments"][0] | {"id": 900, "isReturn": "Y"})
    order["shipments"].append(order["shipments"][0] | {"id": 901, "canceled": "Y"})
    await store.set_status(str(number), "P", "a")
    await store.set_status(str(number), "S", "b")
    assert [row["paid"] for row in order["payments"]] == ["Y", "N"]
    assert [row["deducted"] for row in order["shipments"]] == ["Y", "N"]


async def test_an_order_of_a_hundred_payments_is_paid_whole(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    order = fake.site.orders[number]
    order["payments"] = [order["payments"][0] | {"id": n} for n in range(1000, 1100)]
    told = await store.set_status(str(number), "P", "k")
    assert (told.paid, told.status) == (True, "P")


async def test_an_unknown_status_is_refused_by_name(store: BitrixSiteStore, fake: BitrixSiteFake, number: int) -> None:
    with pytest.raises(Rejected, match="no order status 'processing'"):
        await store.set_status(str(number), "processing", "k")
    with pytest.raises(Rejected, match="no order status 'DN'"):  # of deliveries, not of orders
        await store.set_status(str(number), "DN", "k")
    assert fake.order(number)["statusId"] == "N"


async def test_a_status_made_later_is_found(store: BitrixSiteStore, fake: BitrixSiteFake, number: int) -> None:
    await store.statuses()
    fake.site.statuses.append({"id": "A", "type": "O", "sort": 15})
    fake.site.languages.append({"statusId": "A", "lid": "ru", "name": "Сборка"})
    assert (await store.set_status(str(number), "сборка", "k")).status == "A"


async def test_ex_29_a_deleted_order_is_not_found(store: BitrixSiteStore, fake: BitrixSiteFake, number: int) -> None:
    fake.delete(number)
    with pytest.raises(NotFound, match="was deleted"):
        await store.set_status(str(number), "P", "k")


async def test_a_refusal_of_the_site_reaches_people_in_its_words(
    store: BitrixSiteStore, fake: BitrixSiteFake, number: int
) -> None:
    fake.pay(number)
    with pytest.raises(Rejected, match="has a payment that was made"):
        await store.set_status(str(number), "cancelled", "k")
    assert fake.order(number)["canceled"] == "N"


async def test_every_word_that_is_taken_is_named(store: BitrixSiteStore) -> None:
    words = await store.statuses()
    assert words[:4] == ["N", "Принят, ожидается оплата", "P", "Оплачен, формируется к отправке"]
    assert "DN" not in words
    assert list(words[-2:]) == ["completed", "cancelled"]


async def test_names_are_those_of_the_settings_language(open_store: Open) -> None:
    assert "Completed" in await open_store(language="en").statuses()
