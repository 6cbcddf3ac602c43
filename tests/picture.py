"""The README's picture, taken from the running demo: ``make picture`` writes docs/demo.png and docs/demo-phone.png."""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from tests.browser import run_browser

DOCS = Path(__file__).parent.parent / "docs"
SIZES = {"demo.png": (1440, 900), "demo-phone.png": (390, 844)}


async def main() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--json", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        url = json.loads(await process.stdout.readline())["url"]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, run_browser(Path(profile)) as address:
            await take(url, address)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def take(url: str, address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        page = await browser.new_page(base_url=url)
        await page.goto("/")
        await live(page)
        for name, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.wait_for_timeout(1500)
            await page.screenshot(path=DOCS / name)
            print(f"wrote docs/{name}")  # noqa: T201


async def live(page: Page) -> None:
    """A morning in the shop: one customer reached, one with a seller, one who did not pick up."""
    await do(page, "time", to="morning", zone="Europe/Moscow")
    await do(page, "time", jump=2 * 3600 + 41 * 60)
    await do(page, "time", speed=10)
    await order(page, "Мария Попова", "Казань", "answers")
    await page.wait_for_timeout(6000)
    await order(page, "Анна Петрова", "Владивосток", "no_answer")
    await page.wait_for_timeout(9000)
    await do(page, "time", speed=1)
    await page.wait_for_timeout(4000)


async def order(page: Page, name: str, city: str, outcome: str) -> None:
    await do(page, "fate", outcome=outcome)
    sample = await do(page, "sample")
    wanted = {**sample, "name": name, "city": city, "partner": "partner42", "calls": True, "advertising": True}
    await do(page, "order", way="json", **wanted)


async def do(page: Page, action: str, **values: Any) -> Any:
    answer = await page.request.post(f"/demo/{action}", data=values)
    assert answer.ok, await answer.text()
    return await answer.json()


if __name__ == "__main__":
    asyncio.run(main())
