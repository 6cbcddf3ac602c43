"""What leaves the desk: effects a second beside httpx alone, and how near it gets to its neighbours' limits."""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import uvloop
from pydantic import SecretStr

from bench.processes import find_port, running
from bench.shares import EmptyVault, measure_bitrix24, measure_telegram
from bot.app.clock import SystemClock
from integrations.bitrix24 import Bitrix24, open_client
from integrations.bitrix_rest.access import WebhookAccess
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from integrations.smsc.client import open_client as open_smsc
from integrations.smsc.config import SmscSection

ROUNDS = 7
REQUESTS = 800  # a round
PARALLEL = 8
UNLIMITED = 1_000_000
FIELDS = {
    "TITLE": "Анна Петрова, заказ B-17",
    "NAME": "Анна",
    "LAST_NAME": "Петрова",
    "PHONE": [{"VALUE": "+79161234567", "VALUE_TYPE": "MOBILE"}],
    "OPPORTUNITY": "15200.00",
    "CURRENCY_ID": "RUB",
    "SOURCE_ID": "WEB",
    "ORIGINATOR_ID": "ringdesk",
    "ORIGIN_ID": "B-17",
    "COMMENTS": "Часы «Север», 2 шт.",
}
SMS = {"phones": "79161234567", "mes": "Анна, мы не дозвонились до вас. Перезвоните нам.", "id": "17"}
WORDS = {"login": "shop", "psw": "password", "charset": "utf-8", "fmt": "3"}

Ask = Callable[[], Awaitable[Any]]


def measure_outgoing(folder: Path) -> dict[str, Any]:
    """``folder`` exists and is empty. Takes about a minute."""
    port = find_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "bench.responder", str(port)], url, folder):
        effects = uvloop.run(_measure_effects(url))
    return {"effects": effects, "shares": [*measure_bitrix24(), *measure_telegram(folder)]}


def write_outgoing(figures: dict[str, Any]) -> str:
    lines = [
        "| requests to a neighbour without limits | ours/s | httpx alone/s | overhead |",
        "|---|---|---|---|",
    ]
    for row in figures["effects"]:
        lines.append(f"| {row['what']} | {row['ours']:.0f} | {row['httpx']:.0f} | {row['overhead']:.0%} |")
    lines += [
        "",
        "| limit | requests | world seconds | at best | share of the limit | refused |",
        "|---|---|---|---|---|---|",
    ]
    for row in figures["shares"]:
        cells = (
            row["what"],
            row["requests"],
            f"{row['seconds']:.1f}",
            f"{row['at_best']:.1f}",
            f"{row['share']:.2f}",
            row["refused"],
        )
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


async def _measure_effects(url: str) -> list[dict[str, Any]]:
    """Ours and httpx alone by turns, in one process and on one loop; medians of the rounds."""
    factory = HttpFactory(SystemClock())
    limits = httpx.Limits(max_connections=PARALLEL)
    async with httpx.AsyncClient(base_url=url, limits=limits, trust_env=False) as bare:
        try:
            return [
                await _compare("Bitrix24, crm.lead.add", _bitrix24(factory, url), _bare_json(bare)),
                await _compare("SMSC, send", _smsc(factory, url), _bare_form(bare)),
                await _compare("the door alone", _door(factory, url), _bare_json(bare)),
            ]
        finally:
            await factory.close()


async def _compare(what: str, ours: Ask, bare: Ask) -> dict[str, Any]:
    for ask in (ours, bare):
        await _run(ask, REQUESTS // 4)
    rounds = [(await _run(ours, REQUESTS), await _run(bare, REQUESTS)) for _ in range(ROUNDS)]
    overhead = statistics.median(mine / alone for mine, alone in rounds) - 1
    mine, alone = (statistics.median(column) for column in zip(*rounds, strict=True))
    return {"what": what, "ours": REQUESTS / mine, "httpx": REQUESTS / alone, "overhead": overhead}


async def _run(ask: Ask, count: int) -> float:
    """Seconds for so many requests, ``PARALLEL`` at a time."""
    left = iter(range(count))

    async def go_on() -> None:
        for _ in left:
            await ask()

    begun = time.perf_counter()
    await asyncio.gather(*(go_on() for _ in range(PARALLEL)))
    return time.perf_counter() - begun


def _bitrix24(factory: HttpFactory, url: str) -> Ask:
    webhook = f"{url}/rest/1/benchsecret/"
    section = Bitrix24(webhook_url=SecretStr(webhook), requests_per_second=UNLIMITED, burst=UNLIMITED)
    client = open_client(section, Surroundings(factory, SystemClock(), EmptyVault(), url), WebhookAccess(webhook))

    async def ask() -> None:
        if await client.call("crm.lead.add", {"fields": FIELDS}, repeatable=False) != 5533:
            raise RuntimeError("not what was answered")

    return ask


def _bare_json(client: httpx.AsyncClient) -> Ask:
    async def ask() -> None:
        answer = await client.post("/rest/1/benchsecret/crm.lead.add", json={"fields": FIELDS})
        if answer.json()["result"] != 5533:
            raise RuntimeError("not what was answered")

    return ask


def _smsc(factory: HttpFactory, url: str) -> Ask:
    section = SmscSection(login="shop", password=SecretStr("password"), api_url=url)
    client = open_smsc(factory, section)

    async def ask() -> None:
        if (await client.ask("send", SMS, repeatable=False))["id"] != 17:
            raise RuntimeError("not what was answered")

    return ask


def _bare_form(client: httpx.AsyncClient) -> Ask:
    async def ask() -> None:
        answer = await client.post("/sys/send.php", data={**WORDS, **SMS})
        if answer.json()["id"] != 17:
            raise RuntimeError("not what was answered")

    return ask


def _door(factory: HttpFactory, url: str) -> Ask:
    http = factory.open("bench", url)

    async def ask() -> None:
        answer = await http.request(
            "POST", "/rest/1/benchsecret/crm.lead.add", operation="add", repeatable=False, json={"fields": FIELDS}
        )
        if answer.json()["result"] != 5533:
            raise RuntimeError("not what was answered")

    return ask
