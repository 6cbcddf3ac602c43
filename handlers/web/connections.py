"""Guards below HTTP: slow senders, slow readers, and too many connections from one address.

aiohttp's own server waits for headers and bodies as long as the connection is open, and puts no bound on the
number of connections (https://docs.aiohttp.org/en/stable/deployment.html). A reverse proxy in front is advised
for TLS, but must not be what keeps orders coming in.
"""

import asyncio
import logging
import resource
import uuid

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from handlers.web.crowd import MANY, Crowd
from handlers.web.desk import Limits
from handlers.web.problems import Problem, problem_of_http

LAST_WORDS = 1.5  # seconds for what is under way when the desk stops, or is refused; aiohttp waits up to twice as long
SMALL = 16 * 2**10  # bytes; asyncio stops writers at four times as much
SPARE = 256  # descriptors for the database, the neighbours, and what the kernel hands over at a time
log = logging.getLogger(__name__)


class Connection(RequestHandler):
    """One connection. ``waiting_since`` is when the client last owed us something; None while we work or write."""

    __slots__ = ("_address", "_alarm", "_clock", "_crowd", "_limits", "_serving", "served", "waiting_since")

    def __init__(self, server: web.Server, limits: Limits, crowd: Crowd) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=limits.idle_seconds,
            lingering_time=min(LAST_WORDS, limits.body_seconds),
            auto_decompress=False,  # bodies are unpacked within limits by ``bodies``
            access_log=None,  # type: ignore[arg-type]  # none: addresses of hooks hold secrets
        )
        self._limits = limits
        self._crowd = crowd
        self._clock = loop
        self._address = ""
        self._alarm: asyncio.TimerHandle | None = None
        self._serving = False
        self.served = False
        self.waiting_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else "local"
        super().connection_made(transport)
        self._wait()
        self._set_alarm()
        if not self._crowd.admit(self._address, self):
            self.force_close()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_alarm()
        self._crowd.leave(self._address, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._serving and self._alarm is None:
            self._set_alarm()
        super().data_received(data)

    def begin(self) -> None:
        """The headers are complete; the body has its own time limit."""
        self._serving = True
        self._stop_alarm()

    def work(self) -> None:
        """The client has said all it had to say."""
        self.served = True
        self.waiting_since = None

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        transport = self.transport
        try:
            if _fits(resp, transport):
                return await super().finish_response(request, resp, start_time)
            async with asyncio.timeout(self._limits.write_seconds):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            if isinstance(transport, asyncio.Transport):
                transport.abort()  # closing would wait until the rest is read
            return resp, True
        finally:
            self._serving = False
            self._wait()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP at all, and what nobody expected."""
        if request.writer.output_size > 0:
            raise ConnectionError("half an answer is on its way already")
        if status < 500:
            response = Problem(status, "this is not well-formed HTTP").response()
        else:
            failure = uuid.uuid4()
            log.error("unexpected failure %s in %s", failure, request.method, exc_info=exc)
            problem = Problem(500, "an unexpected failure; the log has more under this instance")
            response = problem.response(instance=failure.urn)
        response.force_close()
        return response

    async def shutdown(self, timeout: float | None = 15.0) -> None:  # noqa: ASYNC109 - the signature is aiohttp's
        """Whoever has not asked anything is not waited for; of a connection made meanwhile aiohttp does not know it."""
        if not self._request_in_progress:
            self.close()
        await super().shutdown(timeout)

    def _wait(self) -> None:
        self.waiting_since = self._clock.time()

    def _set_alarm(self) -> None:
        self._alarm = self._clock.call_later(self._limits.header_seconds, self._too_slow)

    def _stop_alarm(self) -> None:
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None

    def _too_slow(self) -> None:
        self._alarm = None
        if not self._serving:
            self.force_close()


def _fits(response: web.StreamResponse, transport: asyncio.BaseTransport | None) -> bool:
    """Whether the whole answer goes into the empty buffer of the line: then nobody has to be waited for."""
    body = response.body if isinstance(response, web.Response) else None
    if not isinstance(body, bytes) or len(body) > SMALL or not isinstance(transport, asyncio.Transport):
        return False
    return transport.get_write_buffer_size() == 0


def free_places() -> int:
    """How many connections the process has descriptors for. Without one left, nobody could be let in any more."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MANY if allowed == resource.RLIM_INFINITY else max(allowed - SPARE, allowed // 2)


class GuardedServer(web.Server):
    """Makes guarded connections for an application's server. ``parting``: it serves nobody for long any more."""

    def __init__(self, server: web.Server, limits: Limits) -> None:
        super().__init__(self._serve, request_factory=server.request_factory)
        self._inner = server.request_handler
        self._limits = limits
        self.parting = False
        self._crowd = Crowd(
            limits.connections_per_address, limits.grace_seconds, lambda: min(limits.connections, free_places())
        )

    def __call__(self) -> RequestHandler:
        return Connection(self, self._limits, self._crowd)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if isinstance(request.protocol, Connection):
            request.protocol.begin()
            if not request.can_read_body:
                request.protocol.work()
        try:
            response = await self._inner(request)
        except web.HTTPException as error:  # of what aiohttp refuses before any middleware
            response = problem_of_http(error).response()
        if self.parting:
            response.force_close()
        return response


class GuardedRunner(web.AppRunner):
    """An application's runner whose connections are guarded."""

    __slots__ = ("_limits",)

    def __init__(self, app: web.Application, limits: Limits) -> None:
        super().__init__(app, shutdown_timeout=LAST_WORDS)
        self._limits = limits

    async def part(self) -> None:
        """Nobody is let in any more, and whoever is here gets their answer, and the word not to ask here again: on a
        line that we close just now the next question would be lost."""
        if isinstance(self.server, GuardedServer):
            self.server.parting = True
        for site in tuple(self.sites):
            await site.stop()

    async def _make_server(self) -> web.Server:
        return GuardedServer(await super()._make_server(), self._limits)
