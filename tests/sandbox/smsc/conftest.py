from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.smsc.fake import SmscFake

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
    fake = SmscFake(clock, History(), "shop", "pass", apikey="key-1")
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def client(fake: SmscFake, session: aiohttp.ClientSession) -> Client:
    return Client(fake.url, session)


@pytest.fixture
async def desk(fake: SmscFake) -> AsyncIterator[Listener]:
    desk = Listener(fake.clock, fake.history)
    fake.callback.url = await desk.start() + "/sms/smsc"
    yield desk
    await desk.stop()
