"""The demo's page over a real desk: the store's orders and the CRM's deals change in step before a visitor's eyes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from sandbox.page.desk import State
from sandbox.page.server import build_page, serve
from sandbox.world.access import API_TOKEN
from tests.browser import run_browser
from tests.flows.conftest import OpenScene
from tests.ports import HOST

PATIENCE = 15_000  # milliseconds


@dataclass(frozen=True, slots=True)
class HouseControl:
    """The plug of a desk that no visitor pulls."""

    url: str
    api_token: str = API_TOKEN
    state: State = "running"

    async def kill(self) -> None:
        raise AssertionError("nobody pulls the plug here")

    async def start(self) -> None:
        raise AssertionError("it runs already")


@pytest.fixture
async def page(open_scene: OpenScene, tmp_path: Path) -> AsyncIterator[Page]:
    """At the view of orders and deals, with one order in it, whose deal has come."""
    scene = await open_scene(store="cms")
    runner = await serve(build_page(scene.world, HouseControl(scene.world.public_url)), HOST, 0)
    profile = tmp_path / "browser"
    profile.mkdir()
    with run_browser(profile) as address:
        async with async_playwright() as driver:
            browser = await driver.chromium.connect_over_cdp(address)
            shown = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="ru-RU")
            shown.set_default_timeout(PATIENCE)
            await shown.goto(f"http://{HOST}:{runner.addresses[0][1]}")
            await shown.click("#views >> text=Сделки")
            await shown.click("#store-order")
            await shown.wait_for_selector("[data-stage='C5:NEW'] .deal")
            yield shown
            await browser.close()
    await runner.cleanup()


async def test_s2_11_s2_13_a_deal_moved_on_the_board_moves_the_order_beside_it(page: Page) -> None:
    assert await page.locator(".order-status").input_value() == "new"
    await page.select_option(".deal select", label="Отправка товара")
    await page.wait_for_selector(".order-status.shipped")
    await page.drag_and_drop(".deal", "[data-stage='C5:WON']")
    await page.wait_for_selector(".order-status.completed")


async def test_s2_14_what_the_store_changes_its_deal_shows(page: Page) -> None:
    before = await page.inner_text(".deal strong")
    await page.click(".order >> text=+1")
    await page.wait_for_selector(".order-goods >> text=× 2")
    total = await page.inner_text(".order-goods strong")
    assert total != before
    await page.wait_for_selector(f".deal strong >> text={total}")
    await page.click(".order >> text=Отменить")
    await page.wait_for_selector("[data-stage='C5:LOSE'] .deal")
    assert await page.locator(".deal").count() == 1


async def test_s2_15_a_status_waits_for_a_site_that_is_down_and_arrives_by_itself(page: Page) -> None:
    await page.click("[data-switch=store] >> text=502")
    await page.wait_for_selector("[data-switch=store] [aria-pressed=true] >> text=502")
    await page.select_option(".deal select", label="Взять в работу")
    await page.wait_for_selector("[data-stage='C5:PREPARATION'] .deal")
    await page.click("#wire-toggle")
    await page.wait_for_selector(".wire-row:has(.status.bad) >> text=webhook")
    assert await page.locator(".order-status").input_value() == "new"
    await page.click("[data-switch=store] >> text=работает")
    await page.wait_for_selector(".order-status.processing")
