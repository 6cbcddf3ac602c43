"""Orders of a store that become deals under the portal's limit: how many requests one costs, beside the least possible.

The store is a 1C-Bitrix site that is read; the portal's limiter is real and in real time. No leads are made of the
orders, so that only the exchange is counted.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli_w
import uvloop

from bench.processes import find_port
from bot.app.clock import SystemClock
from bot.app.composition import build_app
from bot.app.running import Desk
from bot.cli.setting_up import look_at_settings
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from storage.schema import migrate

ORDERS = 40
RATE = 2.0  # requests a second: https://apidocs.bitrix24.com/limits.html
LEAST = 2  # one look at who and what is known there, one batch that writes
PIPELINE = 5  # of the portal: «Интернет-магазин»
LONGEST = 180.0  # seconds


def measure_exchange(folder: Path) -> dict[str, Any]:
    """``folder`` exists and is empty. Takes about a minute."""
    return uvloop.run(_measure(folder))


def write_exchange(figures: dict[str, Any]) -> str:
    columns = ("requests to the portal", "for one", "at the least", "a second", "share of the limit", "refused")
    lines = [
        f"| {ORDERS} orders | {' | '.join(columns)} |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, least, what in (("made", LEAST, "a new order becomes a deal"), ("moved", 1 / 50, "a moved deal is read")):
        row = figures[name]
        cells = (
            f"{row['requests']}",
            f"{row['requests'] / ORDERS:.2f}",
            f"{least:g}",
            f"{ORDERS / row['seconds']:.2f}",
            f"{row['requests'] / row['seconds'] / RATE:.2f}",
            f"{row['refused']}",
        )
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


async def _measure(folder: Path) -> dict[str, Any]:
    clock, history = WorldClock(datetime.now(UTC), speed=1), History()
    portal, site = Bitrix24Fake(clock, history), BitrixSiteFake(clock, history)
    site.limits_enabled = False
    for fake in (portal, site):
        await fake.start("127.0.0.1")
    config = _write_settings(folder, portal, site)
    settings, mistakes = look_at_settings(config)
    if settings is None or mistakes:
        raise RuntimeError(f"the settings are wrong: {mistakes}")
    migrate(settings.database.url)
    desk = Desk(build_app(settings, SystemClock()))
    await desk.start()
    for event in ("ONCRMDEALADD", "ONCRMDEALUPDATE"):
        portal.bind(event, f"{desk.url}/hooks/bitrix24")
    try:
        return await _exchange(portal, site, history, desk)
    finally:
        await desk.stop()
        for fake in (portal, site):
            await fake.stop()


async def _exchange(portal: Bitrix24Fake, site: BitrixSiteFake, history: History, desk: Desk) -> dict[str, Any]:
    exchange = desk.app.exchange
    if exchange is None:
        raise RuntimeError("nothing is kept in step")
    await exchange.stages.refresh()
    await exchange.reconciliation.run()  # from now on
    await asyncio.sleep(2)
    numbers = [site.place(buyer=turn) for turn in range(ORDERS)]
    looking = asyncio.create_task(exchange.reconciliation.run())
    made = await _count(history, lambda: len(portal.board(PIPELINE)) == ORDERS)
    await looking
    await asyncio.sleep(3)
    for deal in portal.board(PIPELINE):
        portal.move_deal(deal["ID"], "Отправка товара")
    moved = await _count(history, lambda: all(site.order(it)["statusId"] == "S" for it in numbers))
    return {"made": made, "moved": moved}


async def _count(history: History, over: Callable[[], bool]) -> dict[str, float]:
    """Requests to the portal until it is over."""
    before, began = _asked(history), time.perf_counter()
    while not over():
        if time.perf_counter() - began > LONGEST:
            raise RuntimeError("it takes too long")
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - began
    asked = _asked(history) - before
    refused = len([it for it in history.find("bitrix24", "request") if it.data.get("status") == 503])
    return {"requests": asked, "seconds": seconds, "refused": refused}


def _asked(history: History) -> int:
    return len(history.find("bitrix24", "request"))


def _write_settings(folder: Path, portal: Bitrix24Fake, site: BitrixSiteFake) -> Path:
    port = find_port()
    settings = {
        "server": {"host": "127.0.0.1", "port": port, "public_url": f"http://127.0.0.1:{port}"},
        "database": {"url": f"sqlite+aiosqlite:///{folder}/desk.db"},
        "crm": {"use": "bitrix24"},
        "bitrix24": {
            "webhook_url": portal.webhook_url,
            "application_token": portal.application_token,
            "requests_per_second": RATE,
            "burst": 2,
        },
        "store": {"use": "bitrix_site"},
        "bitrix_site": {"webhook_url": site.webhook_url, "requests_per_second": 1000, "burst": 1000},
        "order_sync": {"reconcile_every": "1h", "leads": False, "stages": {"Отправка товара": "S", "won": "F"}},
    }
    config = folder / "ringdesk.toml"
    config.write_text(tomli_w.dumps(settings), "utf-8")
    return config
