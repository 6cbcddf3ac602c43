"""Baseline: a bare aiohttp handler that understands the same order by the same function, and stores nothing."""

import sys
import uuid
from datetime import UTC, datetime

import orjson
import uvloop
from aiohttp import web

from bench.load import SECRET
from desk.orders.understanding import understand


async def accept(request: web.Request) -> web.Response:
    if request.headers.get("Authorization") != f"Bearer {SECRET}":
        raise web.HTTPUnauthorized
    payload = orjson.loads(await request.read())
    understand("site", payload, ("order_id",), datetime.now(UTC), uuid.uuid4().hex)
    return web.Response(body=b'{"lead":1,"status":"accepted"}', status=202, content_type="application/json")


if __name__ == "__main__":
    uvloop.install()
    app = web.Application()
    app.add_routes([web.post("/orders/site", accept)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
