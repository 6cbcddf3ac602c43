"""One cabinet, one still clock, one plain HTTP client."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History

START = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # noon in Moscow
TOKEN = "token"
Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(START, speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[CalltouchFake]:
    found = CalltouchFake(clock, History(), token=TOKEN)
    found.limits_enabled = False
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def read(fake: CalltouchFake, http: aiohttp.ClientSession) -> Ask:
    """A list, with the token unless another is given."""

    async def ask(path: str, **query: str) -> tuple[int, Any]:
        params = {"clientApiId": TOKEN, **query}
        async with http.get(f"{fake.url}/calls-service/RestAPI/{path}", params=params) as answer:
            return answer.status, await (answer.json() if answer.content_type == "application/json" else answer.text())

    return ask


@pytest.fixture
def tell(fake: CalltouchFake, http: aiohttp.ClientSession) -> Ask:
    """Deals; words beside the body replace headers."""

    async def ask(operation: str, body: Any, **headers: str) -> tuple[int, Any]:
        given = {"Access-Token": TOKEN, "SiteId": "12345"} | {k.replace("_", "-"): v for k, v in headers.items()}
        url = f"{fake.url}/lead-service/v1/api/client-order/{operation}"
        async with http.post(url, json=body, headers=given) as answer:
            return answer.status, await answer.json()

    return ask
