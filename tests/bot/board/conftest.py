from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.telegram_room import Room, Town, open_room, open_town, write_settings


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as town:
        yield town


@pytest.fixture
async def room(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Room]:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url))
    room.start()
    yield room
    await room.stop()
