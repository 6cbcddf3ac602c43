"""The only place that touches httpx."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from aiolimiter import AsyncLimiter

from desk.errors import DeskError, Rejected, Temporary, Unknown
from desk.ports import Clock
from integrations.http.answer import TOO_MANY, UNAVAILABLE, Answer, is_sound, retry_after
from integrations.http.body import ASKED_PACKING, BIGGEST_ANSWER, BodyError, read_body
from integrations.http.breaker import Breaker

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

Gate = Callable[[str], Awaitable[None]]
Sound = Callable[[Answer], bool]


async def open_gate(_point: str) -> None:
    """What stands at the door in production: nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``rate`` requests a second with bursts of ``burst``, as the neighbour's leaky bucket has them; 0: none.

    Time-outs in seconds: ``read_seconds`` of silence, and not more than ``whole_seconds`` for one answer.
    ``body`` is the most bytes of an answer; one that is longer is worth nothing, or with ``cut`` its beginning.
    """

    rate: float = 0
    burst: int = 1
    parallel: int = 10
    connect_seconds: float = 5
    read_seconds: float = 30
    body: int = BIGGEST_ANSWER
    cut: bool = False

    @property
    def whole_seconds(self) -> float:
        """A neighbour that sends a byte now and then must not hold a place for ever."""
        return self.connect_seconds + 2 * self.read_seconds


class Http:
    """One neighbour's line: a client with its limits and its breaker."""

    def __init__(self, name: str, client: httpx.AsyncClient, limits: Limits, clock: Clock, gate: Gate) -> None:
        self.name = name
        self.breaker = Breaker(name)
        self._client = client
        self._limits = limits
        self._clock = clock
        self._gate = gate
        self._limiter = AsyncLimiter(limits.burst, limits.burst / limits.rate) if limits.rate else None

    async def request(
        self,
        method: str,
        url: str,
        *,
        operation: str,
        repeatable: bool,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, Any] | None = None,
        auth: tuple[str, str] | None = None,
        sound: Sound = is_sound,
        pinned: str = "",
    ) -> Answer:
        """Ask and return the whole answer, whatever its status; redirects are not followed.

        ``operation`` names the call in logs and at the gate: never the address, which may hold secrets.
        ``repeatable``: asking twice does no harm. ``sound``: whether an answer speaks for the neighbour's
        health; a row of others opens the breaker. ``pinned``: the IP address to connect to, whatever the host's
        name leads to by now; the name stays in ``Host``, and the certificate must be for it. Raises Temporary when
        the request certainly was not handled or may be repeated, Unknown when its answer was lost and it must not
        be, Rejected for an address that is none.
        """
        self.breaker.check(self._clock.monotonic())
        try:
            request = self._client.build_request(
                method, url, headers=headers, params=params, json=json, data=data, content=content, files=files
            )
        except httpx.InvalidURL:
            self.breaker.abandon()
            raise Rejected(f"{self.name} {operation}: the address is none") from None
        if pinned:
            _pin(request, pinned)
        try:
            await self._gate(f"before {self.name} {operation}")
            async with self._limiter or nullcontext():
                answer = await self._send(request, auth)
        except httpx.HTTPError as error:
            self.breaker.fail(self._clock.monotonic())
            raise _translate(error, self.name, operation, repeatable) from None
        except BaseException:
            self.breaker.abandon()
            raise
        await self._gate(f"after {self.name} {operation}")
        self._weigh(answer, sound)
        return answer

    def _weigh(self, answer: Answer, sound: Sound) -> None:
        now = self._clock.monotonic()
        if answer.status in (TOO_MANY, UNAVAILABLE) and (pause := retry_after(answer)):
            self.breaker.hold(now + pause)
        if sound(answer):
            self.breaker.succeed()
        else:
            self.breaker.fail(now)

    async def _send(self, request: httpx.Request, auth: tuple[str, str] | None) -> Answer:
        try:
            async with asyncio.timeout(self._limits.whole_seconds):
                return await self._exchange(request, auth)
        except TimeoutError:
            raise httpx.ReadTimeout("the answer takes too long", request=request) from None

    async def _exchange(self, request: httpx.Request, auth: tuple[str, str] | None) -> Answer:
        response = await self._client.send(request, stream=True, auth=auth)
        try:
            packing = response.headers.get("content-encoding", "")
            body = await read_body(response.aiter_raw(), packing, self._limits.body, cut=self._limits.cut)
        except BodyError as error:
            raise httpx.ReadError(str(error), request=request) from None
        finally:
            await response.aclose()
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)


@cache
def usual_authorities() -> ssl.SSLContext:
    """One for all lines of the process: reading them takes tens of milliseconds."""
    return httpx.create_ssl_context(trust_env=False)


class HttpFactory:
    """Opens lines and closes them all at the end. ``gate`` stands before and after every request.

    ``tls``: other authorities than the usual ones.
    """

    def __init__(self, clock: Clock, gate: Gate = open_gate, tls: ssl.SSLContext | None = None) -> None:
        self._clock = clock
        self._gate = gate
        self._clients: list[httpx.AsyncClient] = []
        self._tls = tls or usual_authorities()

    def open(self, name: str, base_url: str = "", limits: Limits = Limits()) -> Http:
        client = httpx.AsyncClient(
            base_url=base_url,
            timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
            limits=httpx.Limits(max_connections=limits.parallel),
            headers={
                "User-Agent": "Ringdesk/0.1",
                "Accept": "application/json",
                "Accept-Encoding": ASKED_PACKING,
            },
            follow_redirects=False,
            trust_env=False,
            verify=self._tls,
        )
        self._clients.append(client)
        return Http(name, client, limits, self._clock, self._gate)

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


def _pin(request: httpx.Request, address: str) -> None:
    """Between a look at an address and the connection its name could be given another one (DNS rebinding)."""
    request.extensions = {**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")}
    request.url = request.url.copy_with(host=address)


def _translate(error: httpx.HTTPError, name: str, operation: str, repeatable: bool) -> DeskError:
    # The message of an httpx error may quote the address, and addresses hold secrets: name the kind only.
    reason = f"{name} {operation}: {_kind(error)}"
    if repeatable or isinstance(error, NEVER_SENT):
        return Temporary(reason)
    return Unknown(reason)


def _kind(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "its certificate is not accepted"
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
