"""The limits of a neighbour are kept by its door, whoever asks (X-10)."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from integrations.http import Http, HttpFactory, Limits

RATE, BURST, ASKED = 20.0, 4, 10


@pytest.fixture
async def moments() -> list[float]:
    """When a request came to the neighbour, in real seconds."""
    return []


@pytest.fixture
async def address(moments: list[float]) -> AsyncIterator[str]:
    async def note(_request: web.Request) -> web.Response:
        moments.append(time.monotonic())
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/", note)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/"
    await runner.cleanup()


async def ask(line: Http, address: str) -> None:
    assert (await line.request("GET", address, operation="look", repeatable=True)).status == 200


async def test_x_10_no_more_than_the_bucket_holds_and_then_at_its_pace(
    http: HttpFactory, address: str, moments: list[float]
) -> None:
    line = http.open("narrow", limits=Limits(rate=RATE, burst=BURST))
    await asyncio.gather(*(ask(line, address) for _ in range(ASKED)))
    assert moments[-1] - moments[0] >= (ASKED - BURST - 1) / RATE


async def test_x_10_one_neighbours_limit_holds_up_no_other(
    http: HttpFactory, address: str, moments: list[float]
) -> None:
    narrow, wide = http.open("narrow", limits=Limits(rate=1, burst=1)), http.open("wide")
    waiting = [asyncio.create_task(ask(narrow, address)) for _ in range(2)]
    await asyncio.gather(*(ask(wide, address) for _ in range(5)))
    assert not all(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
