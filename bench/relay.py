"""Baseline: an empty handler that posts the same message directly:
``python -m bench.relay PORT TELEGRAM [TOKEN GROUP]``."""

import sys
from collections.abc import AsyncIterator

import aiohttp
import orjson
import uvloop
from aiohttp import web

CARD = "🆕 <b>Заказ {order}</b>\nАнна Петрова, +7 916 ***-**-67\nКазань\nЧасы «Север» × 2 — 15 200 ₽\n" + "…" * 200
GROUP = -1001
SESSION = web.AppKey("session", aiohttp.ClientSession)
PLACE = web.AppKey("place", int)


async def accept(request: web.Request) -> web.Response:
    order = orjson.loads(await request.read())["order_id"]
    message = {"chat_id": request.app[PLACE], "text": CARD.format(order=order), "parse_mode": "HTML"}
    async with request.app[SESSION].post("sendMessage", json=message) as answer:
        await answer.read()
    told = {"lead": int(order.rpartition("-")[2]), "status": "accepted"}
    return web.Response(body=orjson.dumps(told), status=202, content_type="application/json")


def make_app(telegram: str, token: str = "7:token", group: int = GROUP) -> web.Application:
    async def open_session(app: web.Application) -> AsyncIterator[None]:
        app[SESSION] = aiohttp.ClientSession(base_url=f"{telegram}/bot{token}/")
        yield
        await app[SESSION].close()

    app = web.Application()
    app[PLACE] = group
    app.cleanup_ctx.append(open_session)
    app.add_routes([web.post("/orders/site", accept)])
    return app


if __name__ == "__main__":
    uvloop.install()
    port, telegram, *chat = sys.argv[1:]
    app = make_app(telegram, chat[0], int(chat[1])) if chat else make_app(telegram)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)
