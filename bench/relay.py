"""Baseline: an empty handler that posts the same message directly: ``python -m bench.relay PORT TELEGRAM``."""

import sys
from collections.abc import AsyncIterator

import aiohttp
import orjson
import uvloop
from aiohttp import web

CARD = "🆕 <b>Заказ {order}</b>\nАнна Петрова, +7 916 ***-**-67\nКазань\nЧасы «Север» × 2 — 15 200 ₽\n" + "…" * 200
SESSION = web.AppKey("session", aiohttp.ClientSession)


async def accept(request: web.Request) -> web.Response:
    order = orjson.loads(await request.read())["order_id"]
    message = {"chat_id": -1001, "text": CARD.format(order=order), "parse_mode": "HTML"}
    async with request.app[SESSION].post("sendMessage", json=message) as answer:
        await answer.read()
    return web.Response(body=b'{"lead":1,"status":"accepted"}', status=202, content_type="application/json")


def make_app(telegram: str) -> web.Application:
    async def open_session(app: web.Application) -> AsyncIterator[None]:
        app[SESSION] = aiohttp.ClientSession(base_url=f"{telegram}/bot7:token/")
        yield
        await app[SESSION].close()

    app = web.Application()
    app.cleanup_ctx.append(open_session)
    app.add_routes([web.post("/orders/site", accept)])
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(make_app(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
