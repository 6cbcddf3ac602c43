"""The demo's page over a real desk: call tracking in both directions before a visitor's eyes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from sandbox.page.server import build_page, serve
from tests.browser import run_browser
from tests.flows.conftest import OpenScene
from tests.flows.scene import Scene
from tests.flows.test_exchange_page import PATIENCE, HouseControl
from tests.ports import HOST


@pytest.fixture
async def tracked(open_scene: OpenScene) -> Scene:
    return await open_scene(tracker=True, retailcrm={"history_every": "1s"})


@pytest.fixture
async def page(tracked: Scene, tmp_path: Path) -> AsyncIterator[Page]:
    runner = await serve(build_page(tracked.world, HouseControl(tracked.world.public_url)), HOST, 0)
    profile = tmp_path / "browser"
    profile.mkdir()
    with run_browser(profile) as address:
        async with async_playwright() as driver:
            browser = await driver.chromium.connect_over_cdp(address)
            shown = await browser.new_page(viewport={"width": 1280, "height": 860}, locale="ru-RU")
            shown.set_default_timeout(PATIENCE)
            await shown.goto(f"http://{HOST}:{runner.addresses[0][1]}")
            await shown.click("#views >> text=Звонки")
            yield shown
            await browser.close()
    await runner.cleanup()


async def test_s1_02_s1_43_a_call_an_order_a_deal_and_its_next_status(page: Page, tracked: Scene) -> None:
    """S1-03, S1-16, S1-17, S1-26, S1-52, CR-10, CR-35, CR-73: rung on the page, and everything else is the desk's."""
    await page.fill("[name=visitor-phone]", "8 900 123-45-67")
    await page.click("#visit")
    await page.wait_for_selector("[data-sale] .marker")
    await page.wait_for_selector("[data-sale] >> text=Звонок от 79001234567")
    await page.wait_for_selector(".touch .status.good >> text=заказ 7141C")
    await page.wait_for_selector("[data-tracked='7141'] .status.good >> text=Звонок")
    await page.click("#visit")  # once more: the open order has its marker
    await page.fill(".sale-sum input", "24500")
    await page.press(".sale-sum input", "Enter")
    await page.wait_for_selector("[data-sale] >> text=В Calltouch прежняя сумма")
    await page.select_option("[data-sale] .order-status", label="Согласовано с клиентом")
    await page.wait_for_selector("[data-tracked='7141'] .due")
    await page.click("text=+30 мин")
    await page.wait_for_selector("[data-tracked='7141'] code >> text=client-confirmed")
    await page.wait_for_selector("[data-tracked='7141'] strong >> text=24")
    await page.wait_for_selector(".touch >> text=ничего не записано")
    assert await page.locator("[data-sale]").count() == 1
    assert len(tracked.world.calltouch.deal("7141").told) == 2


async def test_s1_54_an_order_of_somebody_who_never_called_is_linked_with_nobody(page: Page, tracked: Scene) -> None:
    """S1-12, S1-59, CR-66: its next call fills the order that is there."""
    await tracked.until(lambda: tracked.asked("retailcrm", "orders/history"))
    tracked.jump(seconds=2)  # older orders are left alone (CR-77)
    await page.click("#sale-order")
    await page.wait_for_selector("[data-tracked] .status.meh >> text=Лид не найден")
    await page.click("[data-sale] .chip")
    await page.click("#visit")
    await page.wait_for_selector("[data-sale] .marker")
    assert await page.locator("[data-sale]").count() == 1
    assert await page.locator("[data-tracked] .status.meh").count() == 1
