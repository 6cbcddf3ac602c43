"""One account, and how it is asked."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.retailcrm.fake import RetailCrmFake
from tests.serving import serve

Answer = tuple[int, Any]
Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[RetailCrmFake]:
    async with serve(RetailCrmFake(clock, History())) as account:
        account.limit.enabled = False
        yield account


@pytest.fixture
def ask(fake: RetailCrmFake, http: aiohttp.ClientSession) -> Ask:
    """GET with a key in the header; words are parameters, ``filter`` a map of them."""

    async def get(path: str, key: str = "", **params: Any) -> Answer:
        pairs = [(f"filter[{name}]", str(it)) for name, it in params.pop("filter", {}).items()]
        pairs += [(name, str(it)) for name, it in params.items()]
        headers = {"X-API-KEY": key or fake.key}
        async with http.get(f"{fake.url}/api/{path}", params=pairs, headers=headers) as answer:
            return answer.status, await answer.json()

    return get


@pytest.fixture
def post(fake: RetailCrmFake, http: aiohttp.ClientSession) -> Ask:
    """A form whose entity is one JSON text."""

    async def send(path: str, name: str, entity: Any, **form: str) -> Answer:
        data = {name: json.dumps(entity), **form}
        async with http.post(f"{fake.url}/api/v5/{path}", data=data, headers={"X-API-KEY": fake.key}) as answer:
            return answer.status, await answer.json()

    return send
