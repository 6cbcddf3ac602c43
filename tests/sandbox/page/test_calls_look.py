"""Call tracking as a visitor of the page sees it, in a real browser."""

from typing import Any

import pytest

from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.test_calls import seed_deal
from tests.sandbox.page.test_look import NAMELESS, SPILL

LONG = "Константин Константинопольский-Задунайский"
EVIL = "<img src=x onerror='window.hacked=1'>"


async def open_calls(open_tracked_window: Any, width: int = 1280, height: int = 860) -> Any:
    window = await open_tracked_window(width, height)
    await window.page.click(f"{'#views' if width >= 1100 else '#tabs'} >> text=Звонки")
    await window.page.wait_for_selector("#visit")
    return window


@pytest.mark.parametrize("size", [(1280, 860), (1100, 700), (390, 844)])
async def test_touches_orders_and_deals_fit_every_width_and_hostile_text_stays_text(
    tracked: Visit, open_tracked_window: Any, size: Any
) -> None:
    crm = tracked.world.retailcrm
    number = crm.place(
        crm.seed_customer("79001234567"), firstName=f"{EVIL} {LONG}", phone="79001234567", total=1_000_000
    )
    seed_deal(tracked, number, manager=f"{LONG} {EVIL}", revenue="1000000.00")
    crm.set_status(number, "client-confirmed")
    tracked.world.calltouch.chat(EVIL, "79001234567", f"{'long' * 20}@example.com")
    window = await open_calls(open_tracked_window, *size)
    for place in (".touch", "[data-sale]", ".tracked-deal"):
        await window.page.wait_for_selector(f"{place} >> text={EVIL}")
    await window.page.click("text=UTM-метки")
    assert await window.page.evaluate(SPILL) == 0
    for part in ("touches", "sales", "journal"):
        assert await window.page.evaluate(f"{part}.scrollWidth - {part}.clientWidth") == 0
    assert await window.page.evaluate(NAMELESS) == []
    assert await window.page.evaluate("window.hacked") is None
    assert window.troubles == []


async def test_a_visitor_rings_and_leaves_a_request_and_reads_how_long_it_takes(
    tracked: Visit, open_tracked_window: Any
) -> None:
    page = (await open_calls(open_tracked_window)).page
    await page.fill("[name=visitor-phone]", "8 900 123-45-67")
    await page.click("#visit")
    await page.wait_for_selector(".touch:has-text('79001234567') .due >> text=/через 0:[0-5]\\d/")
    await page.click("#visitor >> text=Заявка")
    await page.fill("[name=visitor-subject]", "Ремешок")
    await page.click("#visit")
    await page.wait_for_selector(".touch >> text=Заявка · Ремешок")
    await tracked.post("time", {"speed": 60})  # eight real seconds of patience
    await tracked.post("time", {"jump": 60})
    await page.wait_for_selector(".touch .due >> text=передаётся в CRM")
    assert await page.locator("text=ничего не записано").count() == 0
    await tracked.post("time", {"jump": 600})
    await page.wait_for_selector(".touch .due >> text=ничего не записано")


async def test_a_manager_works_in_the_list_and_the_caller_of_an_order_rings_again(
    tracked: Visit, open_tracked_window: Any
) -> None:
    page = (await open_calls(open_tracked_window, 390, 844)).page
    await page.click("#sale-order")
    await page.wait_for_selector("[data-sale]")
    await page.fill(".sale-sum input", "24500")
    await page.press(".sale-sum input", "Enter")
    await page.select_option("[data-sale] .order-status", label="Выполнен")
    await page.wait_for_selector(".order-status.complete.flash")
    [order] = tracked.world.retailcrm.orders()
    assert (order["status"], order["totalSumm"]) == ("complete", 24500)
    await page.click("[data-sale] .chip")
    assert await page.input_value("[name=visitor-phone]") == order["phone"]
