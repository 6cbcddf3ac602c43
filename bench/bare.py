"""Baselines: a bare aiohttp handler that understands the same order by the same function, and stores nothing,
or the same rows with plain sqlite3: ``python -m bench.bare PORT [DATABASE]``."""

import sys
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import orjson
import uvloop
from aiohttp import web

from bench.load import SECRET
from bench.plain import PlainStore
from desk.orders.understanding import understand

ANSWER = b'{"lead":1,"status":"accepted"}'


def make_app(keep: Callable[[str, bytes], Awaitable[None]]) -> web.Application:
    async def accept(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            raise web.HTTPUnauthorized
        body = await request.read()
        order = understand("site", orjson.loads(body), ("order_id",), datetime.now(UTC), uuid.uuid4().hex)
        await keep(order.ref, body)
        return web.Response(body=ANSWER, status=202, content_type="application/json")

    app = web.Application()
    app.add_routes([web.post("/orders/site", accept)])
    return app


async def forget(_ref: str, _body: bytes) -> None:
    """Baseline (a): nothing is stored."""


if __name__ == "__main__":
    uvloop.install()
    keep = PlainStore(sys.argv[2]).keep if len(sys.argv) > 2 else forget
    web.run_app(make_app(keep), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
