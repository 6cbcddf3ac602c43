"""A world that stands still, a desk that takes whatever comes, one plain HTTP client. A fake's own conftest adds
``fake``."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.listener import Listener
from tests.serving import serve

START = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # noon in Moscow


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(START, speed=0)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def desk(fake: Fake) -> AsyncIterator[Listener]:
    async with serve(Listener(fake.clock, fake.history)) as desk:
        yield desk
