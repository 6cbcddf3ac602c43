from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.twilio.fake import TwilioFake
from tests.serving import serve

SID = "AC0123456789abcdef0123456789abcdef"


class Client:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def ask(
        self, verb: str, path: str, *, user: str = SID, password: str = "12345", sid: str = SID, **more: Any
    ) -> Any:
        """HTTP status and body."""
        url = f"{self.url}/2010-04-01/Accounts/{sid}/{path}"
        headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        async with self.session.request(verb, url, headers=headers, **more) as answer:
            return answer.status, await answer.json()

    async def create(self, **fields: Any) -> Any:
        form = {"To": "+79990000000", "From": "+12025550100", "Body": "Order 1027 is ready"} | fields
        kept = {name: value for name, value in form.items() if value is not None}
        return await self.ask("POST", "Messages.json", data=kept)

    async def get(self, sid: str) -> Any:
        return (await self.ask("GET", f"Messages/{sid}.json"))[1]


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 8, 4, 10, 0, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[TwilioFake]:
    async with serve(TwilioFake(clock, History(), SID, "12345", services={"MG1": "+12025550100"})) as fake:
        yield fake


@pytest.fixture
def client(fake: TwilioFake, http: aiohttp.ClientSession) -> Client:
    return Client(fake.url, http)
