"""A fake neighbour: an aiohttp application on a port of its own, with history, faults and an off switch."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.disturbance import UNHANDLED, disturb, hang_up, spoil
from sandbox.kit.faults import Fault, Faults
from sandbox.kit.history import Entry, History
from sandbox.kit.post import Post

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fake:
    """Subclasses set ``name`` and override ``routes`` and ``operation``.

    Every request passes ``_witness``: it is written down, may meet a fault, and its answer is written down.
    """

    name = "fake"
    max_body = 32 * 2**20

    def __init__(self, clock: WorldClock, history: History) -> None:
        self.clock = clock
        self.history = history
        self.faults = Faults()
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._host = "127.0.0.1"
        self._port = 0
        self._tls: ssl.SSLContext | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def operation(self, request: web.Request) -> str:
        """Name of what is asked, in the neighbour's own words; fault scripts match on it."""
        return request.path

    async def identify(self, request: web.Request) -> str:
        """Like ``operation``, for neighbours that name the method inside the body."""
        return self.operation(request)

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> str:
        """Serve and return the base address without a trailing slash; ``tls`` is kept for the next start."""
        app = web.Application(middlewares=[self._witness], client_max_size=self.max_body)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        self._host, self._tls = host, tls or self._tls
        self._port = await self.listen(port or self._port)
        self.url = self.address(self._port)
        return self.url

    async def listen(self, port: int = 0) -> int:
        """Serve on one more port of the same host, and return it."""
        if self._runner is None:
            raise RuntimeError("start the fake first")
        site = web.TCPSite(self._runner, self._host, port, reuse_address=True, ssl_context=self._tls)
        await site.start()
        return int(self._runner.addresses[-1][1])

    def address(self, port: int) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{port}"

    async def stop(self) -> None:
        """Close the port and end what runs in the background; ``start`` opens the same port again."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.unplug()

    async def unplug(self) -> None:
        """Close the port only: callers get *connection refused*, what is under way goes on."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def plugged(self) -> bool:
        return self._runner is not None

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Keep a background task until it ends or the fake stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def send_held(self, post: Post[Any], *, shuffle: bool) -> int:
        """What was held back goes out now; returns how many."""
        held = post.let_go(shuffle=shuffle)
        for one in held:
            self.run(post.send(one))
        return len(held)

    async def settle(self) -> None:
        """Return when nothing runs in the background any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def note(self, what: str, **data: Any) -> Entry:
        return self.history.add(self.clock.now().isoformat(), self.name, what, **data)

    @web.middleware
    async def _witness(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = await request.read()
        operation = await self.identify(request)
        asked = self.note(
            "request",
            operation=operation,
            method=request.method,
            path=request.path_qs,
            body=body[:20_000].decode("utf-8", "replace"),
        )
        fault = self.faults.choose(operation)
        response = await self._answer(request, handler, fault)
        self.note(
            "answer",
            to=asked.n,
            operation=operation,
            status=response.status,
            fault=fault.do if fault else None,
            body=_text(response),
        )
        return response

    async def _answer(self, request: web.Request, handler: Handler, fault: Fault | None) -> web.StreamResponse:
        if fault is None:
            return await handler(request)
        if fault.do == "delay":
            await asyncio.sleep(fault.seconds)
            return await handler(request)
        if fault.do == "late":
            self.run(self._handle_late(request, handler, fault.seconds))
            return hang_up(request)
        if fault.do in UNHANDLED:
            return await disturb(request, fault)
        done = await handler(request)
        if fault.do == "twice":
            return await handler(request)
        return await spoil(request, fault, done)

    async def _handle_late(self, request: web.Request, handler: Handler, seconds: float) -> None:
        await self.clock.sleep(seconds)
        self.note("handled", path=request.path, status=(await handler(request)).status)


def _text(response: web.StreamResponse) -> str:
    body = response.body if isinstance(response, web.Response) else None
    return body[:20_000].decode("utf-8", "replace") if isinstance(body, bytes) else ""
