"""A fake, and aiogram's own client in front of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.telegram.chats import Chat
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.people import User
from tests.serving import serve


@dataclass(frozen=True, slots=True)
class Store:
    """Anna owns the sellers' forum, Boris sells in it; both once started the bot."""

    anna: User
    boris: User
    sellers: Chat


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    """The world stands still at noon until a test moves it."""
    clock = WorldClock(datetime(2026, 11, 2, 12, tzinfo=UTC), speed=0)
    async with serve(TelegramFake(clock, History())) as server:
        yield server


@pytest.fixture
async def bot(fake: TelegramFake) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(fake.url), timeout=10)
    client = Bot(fake.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    yield client
    await session.close()


@pytest.fixture
def store(fake: TelegramFake) -> Store:
    control = fake.control
    anna, boris = control.add_user("Анна", "Орлова", "anna"), control.add_user("Борис")
    control.open_private(anna)
    control.open_private(boris)
    return Store(anna, boris, control.add_supergroup("Продавцы", anna, [boris], forum=True))


@pytest.fixture
def picture() -> bytes:
    """The start of a PNG of 640 by 480 points."""
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02\0\0\0"
