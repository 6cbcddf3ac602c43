from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.smsaero.fake import SmsAeroFake
from tests.serving import serve

ACCOUNT = ("shop@example.com", "APIKEY")


class Client:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def ask(self, path: str, *, account: tuple[str, str] = ACCOUNT, **fields: Any) -> Any:
        """HTTP status and body of a JSON request."""
        headers = {"Authorization": aiohttp.encode_basic_auth(*account)}
        async with self.session.post(f"{self.url}/v2/{path}", json=fields, headers=headers) as answer:
            return answer.status, await answer.json()

    async def send(self, **fields: Any) -> Any:
        """The ``data`` of an accepted message."""
        order = {"number": "79990000000", "text": "Order 1027 is ready", "sign": "MYSHOP"} | fields
        status, body = await self.ask("sms/send", **order)
        assert (status, body["success"], body["message"]) == (200, True, None)
        return body["data"]

    async def status(self, key: int) -> Any:
        return (await self.ask("sms/status", id=key))[1]["data"]


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 12, 28, 16, 20, 11, tzinfo=UTC), speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[SmsAeroFake]:
    async with serve(SmsAeroFake(clock, History(), *ACCOUNT)) as fake:
        yield fake


@pytest.fixture
def client(fake: SmsAeroFake, http: aiohttp.ClientSession) -> Client:
    return Client(fake.url, http)
