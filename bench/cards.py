"""From an order to its card in Telegram: fifty orders a second for a minute, with the limits of Telegram off."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from bench.processes import desk, find_port, fresh, running
from bench.quantiles import p50_p99
from bench.stream import send_evenly

PER_SECOND = 50
SECONDS = 60
LONGEST = 30.0  # seconds until the last card must be seen
CHAT = """
[telegram]
token = "7:{token}"
sellers_chat = -1001
api_url = "{telegram}"
"""


def measure_cards(folder: Path) -> dict[str, Any]:
    """Milliseconds from sending an order to its card: of a desk, and of a handler that only posts the message."""
    orders = PER_SECOND * SECONDS
    port = find_port()
    telegram = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "bench.telegram", str(port)], f"{telegram}/seen", fresh(folder, "telegram")):
        relay = find_port()
        command = [sys.executable, "-m", "bench.relay", str(relay), telegram]
        with running(command, f"http://127.0.0.1:{relay}/orders/site", fresh(folder, "relay")):
            direct = uvloop.run(_run(f"http://127.0.0.1:{relay}", telegram, 1, orders))
        chat = CHAT.format(token="x" * 35, telegram=telegram)
        with desk(fresh(folder, "cards"), "--no-limits", more=chat) as (url, _process, _ready):
            ours = uvloop.run(_run(url, telegram, orders + 1, orders))
    return {"desk": ours, "direct": direct}


def write_cards(figures: dict[str, Any]) -> str:
    lines = [f"| order → card at {PER_SECOND}/s for {SECONDS} s | p50, ms | p99, ms | cards |", "|---|---|---|---|"]
    for name, shown in (("direct", "a handler that only posts the message"), ("desk", "desk")):
        row = figures[name]
        lines.append(f"| {shown} | {row['p50_ms']:.1f} | {row['p99_ms']:.1f} | {row['cards']} |")
    more = figures["desk"]["p99_ms"] - figures["direct"]["p99_ms"]
    lines.append(f"| difference | | {more:.1f} | |")
    return "\n".join(lines)


async def _run(url: str, telegram: str, first: int, orders: int) -> dict[str, float]:
    sent = await send_evenly(url, range(first, first + orders), PER_SECOND)
    async with aiohttp.ClientSession() as session:
        seen = await _wait_for(session, telegram, {it.number for it in sent})
    p50, p99 = p50_p99((seen[it.number] - it.at) * 1000 for it in sent)
    return {"cards": len(sent), "p50_ms": p50, "p99_ms": p99}


async def _wait_for(session: aiohttp.ClientSession, telegram: str, numbers: set[int]) -> dict[int, float]:
    async with asyncio.timeout(LONGEST):
        while True:
            async with session.get(f"{telegram}/seen") as answer:
                seen = {int(number): at for number, at in (await answer.json()).items()}
            if numbers <= seen.keys():
                return seen
            await asyncio.sleep(0.2)
