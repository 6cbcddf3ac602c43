"""One cabinet, and how it is asked and told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox.calltouch.fake import CalltouchFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.serving import serve

TOKEN = "token"
Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[CalltouchFake]:
    async with serve(CalltouchFake(clock, History(), token=TOKEN)) as found:
        found.limits_enabled = False
        yield found


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
