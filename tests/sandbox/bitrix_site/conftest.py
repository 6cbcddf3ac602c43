"""One site, and how it is called."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.serving import serve

Call = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[BitrixSiteFake]:
    async with serve(BitrixSiteFake(clock, History())) as site:
        yield site


@pytest.fixture
def call(fake: BitrixSiteFake, http: aiohttp.ClientSession) -> Call:
    """Call a method through the incoming webhook with a JSON body."""

    async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with http.post(fake.webhook_url + method, json=params) as answer:
            return answer.status, await answer.json()

    return ask
