"""One portal, how it is called, and a handler of its events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.serving import serve

Answer = tuple[int, dict[str, Any]]
Call = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def fake(clock: WorldClock) -> AsyncIterator[Bitrix24Fake]:
    async with serve(Bitrix24Fake(clock, History())) as portal:
        yield portal


@pytest.fixture
def call(fake: Bitrix24Fake, http: aiohttp.ClientSession) -> Call:
    """Call a method through the incoming webhook with a JSON body."""

    async def ask(method: str, **params: Any) -> Answer:
        async with http.post(fake.webhook_url + method, json=params) as answer:
            return answer.status, await answer.json()

    return ask


@pytest.fixture
def result(call: Call) -> Callable[..., Awaitable[Any]]:
    """Like ``call`` for calls that must succeed: only the result."""

    async def ask(method: str, **params: Any) -> Any:
        status, body = await call(method, **params)
        assert status == 200, body
        return body["result"]

    return ask


class Handler:
    """Somebody's event handler on real HTTP: remembers forms and headers."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.agents: list[str] = []
        self.status = 200
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.forms.append({key: str(value) for key, value in form.items()})
        self.agents.append(request.headers.get("User-Agent", ""))
        assert request.content_type == "application/x-www-form-urlencoded"
        return web.Response(status=self.status)


@pytest.fixture
async def handler() -> AsyncIterator[Handler]:
    taken = Handler()
    app = web.Application()
    app.router.add_post("/hook", taken.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taken
    await runner.cleanup()
