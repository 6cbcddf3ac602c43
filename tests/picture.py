"""The pictures of the README and of the manual, taken from the running demo: ``make picture`` writes docs/*.png."""

import asyncio
import contextlib
import io
import json
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.browser import run_browser
from tests.day import BOARD, FLOW, STATS, Day
from tests.fonts import with_fonts

DOCS = Path(__file__).parent.parent / "docs"
WIDE, PHONE = (1440, 900), (390, 844)
TALL = 2000  # pixels: any message fits
SETTLE = 1500  # milliseconds
BITS, LARGEST = (2, 3), 300_000  # bytes


async def main() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--json", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        url = json.loads(await process.stdout.readline())["url"]
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        with with_fonts(), folder as profile, run_browser(Path(profile)) as address:
            await take(url, address)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def take(url: str, address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        page = await open_page(browser, url, 1)
        day = Day(page.request)
        await day.live()
        await take_whole(page, "demo.png", WIDE)
        await take_whole(page, "demo-phone.png", PHONE)
        await day.ask_around()
        await take_team(page)
        await take_messages(await open_page(browser, url, 2))
        await day.track()  # time goes on, and the lead that waits is called
        await page.click("#views >> text=Звонки")
        await take_whole(page, "calls.png", WIDE)
        await day.trade()
        await page.click("#views >> text=Сделки")
        await take_whole(page, "deals.png", WIDE)


async def open_page(browser: Browser, url: str, scale: float) -> Page:
    page = await browser.new_page(
        base_url=url, locale="ru-RU", device_scale_factor=scale, viewport={"width": WIDE[0], "height": WIDE[1]}
    )
    await page.goto("/")
    await page.wait_for_selector("#me button")
    return page


async def take_whole(page: Page, name: str, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.wait_for_timeout(SETTLE)
    write(name, await page.screenshot())


async def take_team(page: Page) -> None:
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await page.click("#views >> text=Команда")
    await take_whole(page, "team.png", WIDE)


async def take_messages(page: Page) -> None:
    """The latest of their kind, each alone and whole, at twice the size. A plain text is found in any case."""
    await page.set_viewport_size({"width": WIDE[0], "height": TALL})
    await take_message(page.locator("#messages .stack", has_text="ждёт 2-го звонка").last, "card.png")
    await page.click("#me >> text=Ольга")
    await page.click("#chat [data-part=tabs] >> text=Личка")
    await take_message(page.locator("#messages .stack:not(:has(.photo))", has_text=BOARD).last, "board.png")
    photos = "#messages .stack:has(.photo)"
    await take_message(page.locator(photos, has_text=re.compile(STATS)).last, "stats.png")
    await take_message(page.locator(photos, has_text=FLOW).last, "flow.png")


async def take_message(message: Locator, name: str) -> None:
    await message.scroll_into_view_if_needed()
    await message.page.wait_for_timeout(SETTLE)
    write(name, await message.screenshot())


def write(name: str, png: bytes) -> None:
    """Without the lowest bits of each colour, as many as it takes: nobody sees them, and the file is smaller."""
    for bits in BITS:
        with Image.open(io.BytesIO(png)) as shot:
            few = shot.convert("RGB").point([value >> bits << bits | value >> 8 - bits for value in range(256)] * 3)
            few.save(DOCS / name, optimize=True)
        if (DOCS / name).stat().st_size < LARGEST:
            break
    print(f"wrote docs/{name}, {(DOCS / name).stat().st_size // 1000} kB")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
