from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.smsc.fake import SmscFake
from tests.serving import serve

NUMBER = "79990000000"


class Client:
    """A caller with the right login; ``fields`` may override everything."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def ask(self, method: str, verb: str = "POST", **fields: Any) -> Any:
        params = {"login": "shop", "psw": "pass", "charset": "utf-8", "fmt": "3"} | fields
        kept = {key: str(value) for key, value in params.items() if value is not None}
        body = {"data": kept} if verb == "POST" else {"params": kept}
        async with self.session.request(verb, f"{self.url}/sys/{method}.php", **body) as answer:
            assert answer.status == 200
            return await answer.json()

    async def send(self, text: str = "Order 1027 is ready", **fields: Any) -> Any:
        return await self.ask("send", **({"phones": NUMBER, "mes": text} | fields))

    async def status(self, key: Any, phone: str = NUMBER, **fields: Any) -> Any:
        return await self.ask("status", phone=phone, id=key, **fields)


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 12, 28, 16, 20, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[SmscFake]:
    async with serve(SmscFake(clock, History(), "shop", "pass", apikey="key-1")) as fake:
        yield fake


@pytest.fixture
def client(fake: SmscFake, http: aiohttp.ClientSession) -> Client:
    return Client(fake.url, http)


@pytest.fixture
def desk(fake: SmscFake, desk: Listener) -> Listener:
    """Reports go to it."""
    fake.callback.url = f"{desk.url}/sms/smsc"
    return desk
