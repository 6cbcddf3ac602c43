"""Taking in a request: its body within limits of size and time, unpacked; and the whole as a plain value."""

import asyncio
import zlib
from collections.abc import Mapping
from typing import TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from desk.model import InboundRequest
from desk.ports import Clock
from handlers.web.connections import Connection
from handlers.web.desk import Limits
from handlers.web.problems import Problem

_TOO_LARGE = "the body is larger than this address takes"
_BROKEN_CODING = "the body is not what its Content-Encoding says"
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # https://docs.python.org/3/library/zlib.html#zlib.decompressobj
_RAW_DEFLATE = -15
B = TypeVar("B", bytes, bytearray)


class Intake:
    """Receives requests for one application. ``public_url`` is how neighbours address us; empty: as they did."""

    def __init__(self, clock: Clock, limits: Limits, public_url: str) -> None:
        self._clock = clock
        self._limits = limits
        self._public_url = public_url.rstrip("/")

    async def receive(self, request: web.Request) -> InboundRequest:
        """Raises Problem: 400 broken, 408 too slow, 413 too large."""
        packed = await self._read(request)
        if isinstance(request.protocol, Connection):
            request.protocol.work()
        body = unpack(packed, request.headers.get("Content-Encoding", ""), self._limits.body_bytes)
        return InboundRequest(
            method=request.method,
            path=_storable(request.path),
            headers=_first_of_each(request.headers, lower=True),
            query=_first_of_each(request.query),
            body=body,
            url=_storable(self._address(request)),
            received_at=self._clock.now(),
        )

    def _address(self, request: web.Request) -> str:
        """As it was written, since some neighbours sign it. Put together by hand: a strange Host breaks a parser."""
        base = self._public_url or f"{request.scheme}://{request.headers.get('Host', 'localhost')}"
        return base + (request.raw_path if request.raw_path.startswith("/") else request.path_qs)

    async def _read(self, request: web.Request) -> bytes:
        if (request.content_length or 0) > self._limits.body_bytes:
            raise Problem(413, _TOO_LARGE)
        if request.content.is_eof() and not request.content.exception():  # it came along with the headers
            return self._within_limits(request.content.read_nowait())
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for chunk in request.content.iter_any():
                    body += chunk
                    self._within_limits(body)
        except TimeoutError:
            raise Problem(408, "the body did not arrive in time") from None
        except (ConnectionError, HttpProcessingError, web.RequestPayloadError, ValueError):
            raise Problem(400, "the body broke off, or its chunks are malformed") from None
        return bytes(body)

    def _within_limits(self, body: B) -> B:
        if len(body) > self._limits.body_bytes:
            raise Problem(413, _TOO_LARGE)
        return body


def signs_in(body: bytes, signs: bytes) -> int:
    """How many of these single bytes a body has."""
    return len(body) - len(body.translate(None, signs))


def unpack(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Undo gzip and deflate, at most twice. Raises Problem: 400 for anything else or broken, 413 for a bomb."""
    codings = [
        coding for part in content_encoding.split(",") if (coding := part.strip().lower()) not in ("", "identity")
    ]
    if len(codings) > 2 or any(coding not in _WINDOWS for coding in codings):
        raise Problem(400, "this Content-Encoding is not understood", headers={"Accept-Encoding": "gzip, deflate"})
    for coding in reversed(codings):
        body = _inflate(body, coding, limit)
    return body


def _inflate(packed: bytes, coding: str, limit: int) -> bytes:
    try:
        return _inflate_as(packed, _WINDOWS[coding], limit)
    except zlib.error:
        pass
    try:  # some senders mean the bare stream by "deflate"
        return _inflate_as(packed, _RAW_DEFLATE if coding == "deflate" else _WINDOWS[coding], limit)
    except zlib.error:
        raise Problem(400, _BROKEN_CODING) from None


def _inflate_as(packed: bytes, window: int, limit: int) -> bytes:
    inflater = zlib.decompressobj(wbits=window)
    body = inflater.decompress(packed, limit + 1)
    if len(body) > limit:
        raise Problem(413, _TOO_LARGE)
    if not inflater.eof or inflater.unused_data:
        raise Problem(400, _BROKEN_CODING)
    return body


def _first_of_each(pairs: Mapping[str, str], *, lower: bool = False) -> dict[str, str]:
    first: dict[str, str] = {}
    for name, value in pairs.items():  # a multidict: a name may come several times
        first.setdefault(_storable(name.lower() if lower else name), _storable(value))
    return first


def _storable(text: str) -> str:
    """aiohttp keeps undecodable bytes as lone surrogates, which no database takes."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "")
