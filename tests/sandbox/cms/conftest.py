"""One CMS, a desk that takes whatever comes, one plain HTTP client."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.cms.fake import CmsFake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.shop.shop import Shop
from sandbox.shop.signing import signed_headers

Tell = Callable[..., Awaitable[tuple[int, dict[str, str]]]]


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 5, 14, 9, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def desk(clock: WorldClock) -> AsyncIterator[Listener]:
    found = Listener(clock, History())
    found.status, found.reply = 202, '{"lead": 17, "status": "accepted"}'
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def cms(clock: WorldClock, desk: Listener) -> AsyncIterator[CmsFake]:
    shop = Shop(clock, desk.history, desk.url, "whsec_c2hvcCB0byBkZXNrIHNlY3JldA==")
    found = CmsFake(clock, desk.history, shop)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def tell(cms: CmsFake, http: aiohttp.ClientSession) -> Tell:
    """Post a signed message; ``late`` shifts its time by seconds, other words replace headers (None: left out)."""

    async def post(body: Any, message_id: str = "msg_1", late: int = 0, **headers: Any) -> tuple[int, dict[str, str]]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        moment = datetime.fromtimestamp(cms.clock.now().timestamp() + late, UTC)
        signed = {"Content-Type": "application/json", **signed_headers(cms.secret, message_id, moment, raw)}
        given = signed | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in given.items() if value is not None}
        async with http.post(cms.webhook_url, data=raw, headers=sent) as answer:
            return answer.status, await answer.json()

    return post
