"""A server that takes whatever comes and keeps it: the far end of callbacks when no desk is there."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.history import History


@dataclass(frozen=True, slots=True)
class Received:
    """``target`` is path and query exactly as they came; header names are lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Listener(Fake):
    """Answers ``status`` to every request; fault scripts match on ``hook``."""

    name = "listener"

    def __init__(self, clock: WorldClock, history: History) -> None:
        super().__init__(clock, history)
        self.received: list[Received] = []
        self.status = 200
        self.reply = ""

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{tail:.*}", self._keep)]

    def operation(self, request: web.Request) -> str:
        return "hook"

    async def _keep(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(request.method, request.raw_path, headers, await request.read()))
        return web.Response(status=self.status, text=self.reply)
