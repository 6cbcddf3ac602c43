"""One CMS, and a desk that takes its orders."""

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
from tests.serving import serve

Tell = Callable[..., Awaitable[tuple[int, dict[str, str]]]]


@pytest.fixture
async def desk(clock: WorldClock) -> AsyncIterator[Listener]:
    async with serve(Listener(clock, History())) as found:
        found.status, found.reply = 202, '{"lead": 17, "status": "accepted"}'
        yield found


@pytest.fixture
async def cms(clock: WorldClock, desk: Listener) -> AsyncIterator[CmsFake]:
    shop = Shop(clock, desk.history, desk.url, "whsec_c2hvcCB0byBkZXNrIHNlY3JldA==")
    async with serve(CmsFake(clock, desk.history, shop)) as found:
        yield found


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
