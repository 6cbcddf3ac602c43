"""The store's orders and the deals as a visitor sees them, in a real browser."""

from typing import Any

import pytest

from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.test_deals import place, seed_deal
from tests.sandbox.page.test_look import NAMELESS, SPILL


async def open_deals(open_store_window: Any, width: int = 1440, height: int = 900) -> Any:
    window = await open_store_window(width, height)
    await window.page.click(f"{'#views' if width >= 1100 else '#tabs'} >> text=Сделки")
    await window.page.wait_for_selector("#board .board-column", state="attached")
    return window


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700), (390, 844)])
async def test_orders_and_deals_fit_every_width(store: Visit, open_store_window: Any, size: Any) -> None:
    items = [{"sku": sku, "quantity": 1} for sku in ("W-VOLNA-03", "S-NYLON-22", "S-LEATHER-20")]
    await place(store, name="Константин Константинопольский-Задунайский", items=items)
    seed_deal(store, "1027 · Константин Константинопольский-Задунайский")
    window = await open_deals(open_store_window, *size)
    await window.page.wait_for_selector(".order")
    await window.page.wait_for_selector(".deal")
    assert await window.page.evaluate(SPILL) == 0
    assert await window.page.evaluate("store.scrollWidth - store.clientWidth") == 0
    assert await window.page.evaluate(NAMELESS) == []
    assert window.troubles == []


async def test_hostile_names_stay_text(store: Visit, open_store_window: Any) -> None:
    evil = "<img src=x onerror='window.hacked=1'>"
    await place(store, name=evil)
    seed_deal(store, evil)
    window = await open_deals(open_store_window)
    await window.page.wait_for_selector(f".order >> text={evil}")
    await window.page.wait_for_selector(f".deal >> text={evil}")
    assert await window.page.evaluate("window.hacked") is None
    assert window.troubles == []


async def test_a_deal_is_dragged_into_another_column_and_the_eye_finds_it(store: Visit, open_store_window: Any) -> None:
    number = seed_deal(store)
    page = (await open_deals(open_store_window)).page
    assert await page.locator(".deal.flash").count() == 0
    await page.drag_and_drop(f"[data-deal='{number}']", "[data-stage='C5:WON']")
    await page.wait_for_selector(f"[data-stage='C5:WON'] [data-deal='{number}'].flash")
    assert store.world.bitrix24.one("deal", number)["STAGE_ID"] == "C5:WON"


async def test_the_staff_works_in_the_list_of_orders(store: Visit, open_store_window: Any) -> None:
    page = (await open_deals(open_store_window, 390, 844)).page
    await page.click("#store-order")
    await page.click(".order >> text=Оплачен")
    await page.wait_for_selector(".order >> text=оплачен >> visible=true")
    await page.click(".order >> text=+1")
    await page.wait_for_selector(".order-goods >> text=× 2")
    await page.select_option(".order-status", label="Отправлен")
    await page.wait_for_selector(".order-status.shipped.flash")
    [kept] = store.world.cms.orders.all()
    assert (kept.status, kept.paid, kept.order.items[0].quantity) == ("shipped", True, 2)


async def test_the_sites_switch_stands_beside_its_orders(store: Visit, open_store_window: Any) -> None:
    page = (await open_deals(open_store_window)).page
    await page.click("[data-switch=store] >> text=502")
    await page.wait_for_selector("[data-switch=store] [aria-pressed=true] >> text=502")
    assert [it.status for it in store.world.cms.faults.rules] == [502]
