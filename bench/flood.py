"""A thousand leads within a minute, one group, and Telegram's real limits, while sellers press what hangs there.

Beside it a handler that posts every order as a message of its own: what the limits refuse is not seen.
"""

import asyncio
import itertools
import random
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

from bench.processes import desk, find_port, fresh, running
from bench.quantiles import p50_p99
from bench.stream import send_evenly
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import Entry, History
from sandbox.telegram.callbacks import Press
from sandbox.telegram.fake import TOKEN, TelegramFake

LEADS, SECONDS = 1000, 60.0
WITHIN = 60.0  # seconds after the last order
PRESSES = 4  # a second
SETTLE = 5.0  # seconds: the bot says who it is
SHUT_AFTER, SHUT_FOR = 20.0, 10  # seconds: once Telegram itself asks for a pause
GROUP, OWNER = -1001234567890, 904
SELLERS = tuple(range(501, 521))
NUMBERS = re.compile(r"#(\d+)(?:-#(\d+))?")  # a card, or a digest that names several
POSTED = re.compile(r"B-(\d+)")
CHAT = """
[telegram]
token = "{token}"
api_url = "{url}"
sellers_chat = {group}
admins = {people}
"""


def measure_flood(folder: Path) -> dict[str, Any]:
    return {"desk": uvloop.run(_flood_desk(folder)), "direct": uvloop.run(_flood_direct(folder))}


def write_flood(figures: dict[str, Any]) -> str:
    ours, direct = figures["desk"], figures["direct"]
    return "\n".join(
        [
            f"| {LEADS} leads in {SECONDS:.0f} s, one group, real limits | desk | one message each |",
            "|---|---|---|",
            f"| visible {WITHIN:.0f} s after the last | {ours['visible']} | {direct['visible']} |",
            f"| the last one visible after the last order, s | {ours['last_s']:.1f} | {_or_never(direct['last_s'])} |",
            f"| order → visible, p50 and p99, s | {ours['p50_s']:.1f}, {ours['p99_s']:.1f} | |",
            f"| calls refused by the limits | {ours['refused'] - 1} | {direct['refused']} |",
            f"| presses, answered after p50 and p99, ms | {ours['presses']}: {ours['press_p50_ms']:.0f}, "
            f"{ours['press_p99_ms']:.0f} | |",
            "",
            f"Of the desk's flood {SHUT_FOR} s were a pause that Telegram asked for without a reason of ours: "
            "the one refusal that told so is not counted, further calls within it would be.",
        ]
    )


def _or_never(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"


async def _flood_desk(folder: Path) -> dict[str, Any]:
    async with _telegram() as fake:
        chat = CHAT.format(token=TOKEN, url=fake.url, group=GROUP, people=[OWNER, *SELLERS])
        with desk(fresh(folder, "desk"), more=chat) as (url, _process, _ready):
            await asyncio.sleep(SETTLE)
            shutting = asyncio.create_task(_shut(fake))
            pressing = asyncio.create_task(_press(fake))
            sent = await _receive(url)
            await asyncio.sleep(WITHIN)
            await shutting
            late = await pressing
        seen = _first_seen(fake.history)
        p50, p99 = p50_p99(seen[lead] - at for lead, at in sent.items() if lead in seen)
        answered, last = p50_p99(seconds * 1000 for seconds in late)
        return _visibility(sent, seen, fake) | {
            "p50_s": p50,
            "p99_s": p99,
            "presses": len(late),
            "press_p50_ms": answered,
            "press_p99_ms": last,
        }


async def _flood_direct(folder: Path) -> dict[str, Any]:
    async with _telegram() as fake:
        port = find_port()
        url, where = f"http://127.0.0.1:{port}", fresh(folder, "relay")
        command = [sys.executable, "-m", "bench.relay", str(port), fake.url, TOKEN, str(GROUP)]
        with running(command, f"{url}/orders/site", where):
            sent = await _receive(url)
        return _visibility(sent, _first_seen(fake.history, POSTED), fake)


def _visibility(sent: dict[int, float], seen: dict[int, float], fake: TelegramFake) -> dict[str, Any]:
    over = max(sent.values())
    return {
        "visible": sum(lead in seen and seen[lead] <= over + WITHIN for lead in sent),
        "last_s": max(seen.values()) - over if sent.keys() <= seen.keys() else None,
        "refused": len(fake.history.find("telegram", "answer", status=429)),
    }


@asynccontextmanager
async def _telegram() -> AsyncIterator[TelegramFake]:
    fake = TelegramFake(WorldClock(), History())
    owner = fake.control.add_user("Ольга", number=OWNER)
    people = [fake.control.add_user(f"Seller{number}", number=number) for number in SELLERS]
    fake.control.add_supergroup("Продажи", owner, people, number=GROUP)
    for person in (owner, *people):
        fake.control.open_private(person)
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()


async def _receive(url: str) -> dict[int, float]:
    """When the order of each lead was sent, in real seconds."""
    return {it.lead: it.at for it in await send_evenly(url, range(1, LEADS + 1), LEADS / SECONDS)}


async def _shut(fake: TelegramFake) -> None:
    await asyncio.sleep(SHUT_AFTER)
    fake.limits.flood(SHUT_FOR, GROUP)


async def _press(fake: TelegramFake) -> list[float]:
    """Seconds until each was answered. Who comes too late for a lead is told who has it."""
    dice, waiting = random.Random(1), []
    began = time.monotonic()
    for turn, seller in zip(itertools.count(1), itertools.cycle(SELLERS)):
        await asyncio.sleep(began + turn / PRESSES - time.monotonic())
        if time.monotonic() - began > SECONDS + WITHIN:
            break
        cards = [it for it in fake.control.transcript(GROUP) if any(":cl:" in button.data for button in it.buttons)]
        if cards:
            card = dice.choice(cards)
            data = next(button.data for button in card.buttons if ":cl:" in button.data)
            waiting.append(asyncio.create_task(_time(fake.control.press(seller, GROUP, card.message_id, data))))
    return list(await asyncio.gather(*waiting))


async def _time(press: Press) -> float:
    began = time.monotonic()
    await press.wait_answer(60.0)
    return time.monotonic() - began


def _first_seen(history: History, named: re.Pattern[str] = NUMBERS) -> dict[int, float]:
    seen: dict[int, float] = {}
    for entry in history.entries:
        if entry.who == "telegram" and entry.what in ("message", "edit") and entry.data.get("chat") == GROUP:
            for lead in _named(entry, named):
                seen.setdefault(lead, entry.monotonic)
    return seen


def _named(entry: Entry, named: re.Pattern[str]) -> list[int]:
    leads: list[int] = []
    for found in named.finditer(str(entry.data["text"])):
        first = int(found[1])
        leads += range(first, int(found[2] or first) + 1 if named is NUMBERS else first + 1)
    return leads
