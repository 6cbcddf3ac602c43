"""How near the desk gets to a limit, and whether it is ever refused: the real limiters before the strict fakes.

World time leaps, so that a backlog of minutes is measured in seconds.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bench.leaping import LeapingClock, LeapingStore, run_leaping
from bot.cards.card import Card
from bot.courier.connection import make_bot
from bot.courier.courier import Courier
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.memory import Memory
from bot.courier.messages import Messages
from bot.courier.moves import Moves
from integrations.bitrix24 import Bitrix24, open_client
from integrations.bitrix_rest.access import WebhookAccess
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.fake import Fake
from sandbox.kit.history import History
from sandbox.telegram.fake import TOKEN, TelegramFake
from storage.database import Database
from storage.schema import migrate

BUCKET, LEAK = 50, 2.0  # https://apidocs.bitrix24.com/limits.html
BACKLOG = 400
IN_ALL, IN_A_GROUP = 30, 20  # a second, a minute
GROUP, OWNER = -1001234567890, 904
CHATS = range(1001, 1801)
FOR_EVER = 1e6  # seconds of patience


class EmptyVault:
    async def load(self, key: str) -> dict[str, Any] | None:
        return None

    async def keep(self, key: str, value: Mapping[str, Any]) -> None:
        """Nothing is measured here that would have to be kept."""


def measure_bitrix24() -> list[dict[str, Any]]:
    return [run_leaping(_ask_bitrix24)]


def measure_telegram(folder: Path) -> list[dict[str, Any]]:
    """``folder`` gets a database."""
    url = f"sqlite+aiosqlite:///{folder}/shares.db"
    migrate(url)
    return run_leaping(lambda: _send_telegram(url))


async def _ask_bitrix24() -> dict[str, Any]:
    """A backlog of single calls, all wanted at once: what the bucket holds, then as fast as it leaks."""
    clock = LeapingClock()
    portal = Bitrix24Fake(clock, History())
    portal.operating_enabled = False
    await portal.start()
    factory = HttpFactory(clock)
    section = Bitrix24(webhook_url=SecretStr(portal.webhook_url))
    client = open_client(section, Surroundings(factory, clock, EmptyVault(), ""), WebhookAccess(portal.webhook_url))
    try:
        calls = [client.call("crm.lead.list", {"start": -1}, repeatable=True) for _ in range(BACKLOG)]
        seconds = await _time(clock, calls)
    finally:
        await factory.close()
        await portal.stop()
    return _row(f"Bitrix24: {BUCKET} at once, {LEAK:.0f}/s", BACKLOG, seconds, (BACKLOG - BUCKET) / LEAK, portal, 503)


async def _send_telegram(url: str) -> list[dict[str, Any]]:
    clock = LeapingClock()
    fake = TelegramFake(clock, History())
    _invite(fake)
    store = LeapingStore(Database(url))
    courier = Courier(make_bot(TOKEN, await fake.start()), clock, Moves(store, clock), Memory(store, clock))
    messages = Messages(courier)
    rows = []
    try:
        for what, chats, at_best in (
            ("Telegram: 30/s in all", list(CHATS), (len(CHATS) - 1) // IN_ALL),
            ("Telegram: 1/s in a chat", [CHATS[0]] * 60, 59),
            ("Telegram: 20/min in a group", [GROUP] * BACKLOG, (BACKLOG // IN_A_GROUP - 1) * 60 + IN_A_GROUP - 1),
        ):
            seconds = await _time(clock, [_say(messages, chat, number) for number, chat in enumerate(chats)])
            rows.append(_row(what, len(chats), seconds, at_best, fake, 429))
            await asyncio.sleep(120)
    finally:
        await courier.close()
        await store.database.close()
        await fake.stop()
    return rows


def _invite(fake: TelegramFake) -> None:
    control = fake.control
    owner = control.add_user("Olga", number=OWNER)
    control.add_supergroup("Sellers", owner, (), number=GROUP)
    for number in CHATS:
        control.open_private(control.add_user(f"Seller {number}", number=number))


def _say(messages: Messages, chat_id: int, number: int) -> Awaitable[object]:
    card = Card(f"Message {number}", f"Message {number}")
    precedence = Precedence.CARD if chat_id < 0 else Precedence.PRIVATE
    return messages.send(Letter(chat_id, card, precedence=precedence, patience=FOR_EVER))


async def _time(clock: LeapingClock, work: Iterable[Awaitable[object]]) -> float:
    """World seconds until all of it, wanted at the same moment, is done."""
    begun = clock.monotonic()
    await asyncio.gather(*work)
    return clock.monotonic() - begun


def _row(what: str, requests: int, seconds: float, at_best: float, fake: Fake, refusal: int) -> dict[str, Any]:
    refused: Sequence[object] = fake.history.find(fake.name, "answer", status=refusal)
    share = at_best / seconds
    return {
        "what": what, "requests": requests, "seconds": seconds, "at_best": at_best, "share": share,
        "refused": len(refused),
    }  # fmt: skip
