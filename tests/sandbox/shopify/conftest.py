from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.shopify.fake import ShopifyFake
from tests.serving import serve


class Client:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def post(self, body: Any, *, token: str = "shpat_sandbox", version: str = "2026-10") -> Any:
        """HTTP status and body."""
        headers = {"X-Shopify-Access-Token": token}
        url = f"{self.url}/admin/api/{version}/graphql.json"
        async with self.session.post(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def run(self, query: str, **variables: Any) -> Any:
        status, body = await self.post({"query": query, "variables": variables})
        assert status == 200
        return body

    async def code(self, query: str, **variables: Any) -> str:
        """Of the first error."""
        return str((await self.run(query, **variables))["errors"][0]["extensions"]["code"])

    async def grant(self, **form: str) -> Any:
        async with self.session.post(f"{self.url}/admin/oauth/access_token", data=form) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 11, 20, 13, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[ShopifyFake]:
    async with serve(ShopifyFake(clock, History())) as fake:
        yield fake


@pytest.fixture
def client(fake: ShopifyFake, http: aiohttp.ClientSession) -> Client:
    return Client(fake.url, http)
