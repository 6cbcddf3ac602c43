"""The web side, put together and served."""

import asyncio
import os
import socket
from collections.abc import Iterable

from aiohttp import web
from aiohttp.http import HttpVersion11

from handlers.web.api import Api
from handlers.web.bodies import Intake
from handlers.web.connections import GuardedRunner
from handlers.web.corezoid import Corezoid
from handlers.web.desk import Limits, Surroundings, WebDesk, WebSettings
from handlers.web.health import Health
from handlers.web.hooks import Hooks
from handlers.web.openapi import Description
from handlers.web.orders import Orders
from handlers.web.problems import answer_problems
from handlers.web.telegram import Updates

BACKLOG = 1024  # callers who wait at the door, while nobody serves it for a moment


def build_web(desk: WebDesk, settings: WebSettings, around: Surroundings) -> web.Application:
    intake = Intake(around.clock, settings.limits, settings.public_url)
    routes = [
        *Orders(desk, settings, around, intake).routes(),
        *Corezoid(desk, settings, around, intake).routes(),
        *Hooks(desk, around, intake).routes(),
        *Updates(desk, settings, intake).routes(),
        *Health(settings, around).routes(),
        *Api(desk, settings.api_token).routes(),
        *Description(settings, around).routes(),
    ]
    app = web.Application(middlewares=[answer_problems])
    app.add_routes([_with_expect(route, settings.limits) for route in routes])
    app.on_response_prepare.append(_harden)
    return app


async def open_door(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen, one for each address of the host; whoever calls before somebody serves them waits.

    Port 0: any free one. Raises OSError.
    """
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, host, port, backlog=BACKLOG, start_serving=False)
    opened = [socket.socket(fileno=os.dup(it.fileno())) for it in server.sockets]
    server.close()
    for it in opened:
        it.setblocking(False)
        it.listen(BACKLOG)
    return opened


async def serve(app: web.Application, door: Iterable[socket.socket], limits: Limits | None = None) -> GuardedRunner:
    """Answer at these, and return the runner: its ``addresses`` say where; its ``cleanup`` ends it and closes them."""
    runner = GuardedRunner(app, limits or Limits())
    await runner.setup()
    for it in door:
        await web.SockSite(runner, it, backlog=BACKLOG).start()
    return runner


def _with_expect(route: web.RouteDef, limits: Limits) -> web.RouteDef:
    """curl asks ``Expect: 100-continue`` before a large body: then it need not be sent only to be refused."""

    async def answer(request: web.Request) -> None:
        if request.headers.get("Expect", "").lower() != "100-continue":
            raise web.HTTPExpectationFailed
        too_large = (request.content_length or 0) > limits.body_bytes
        if request.version == HttpVersion11 and not too_large:
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0  # it is not yet the answer

    return web.RouteDef(route.method, route.path, route.handler, {**route.kwargs, "expect_handler": answer})


async def _harden(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "ringdesk"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
