"""One site, one still clock, one plain HTTP client."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History

Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 5, 14, 9, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[BitrixSiteFake]:
    site = BitrixSiteFake(clock, History())
    await site.start()
    yield site
    await site.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(fake: BitrixSiteFake, http: aiohttp.ClientSession) -> Call:
    """Call a method through the incoming webhook with a JSON body."""

    async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with http.post(fake.webhook_url + method, json=params) as answer:
            return answer.status, await answer.json()

    return ask
