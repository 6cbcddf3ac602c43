"""What a caller gets in place of the answer."""

import asyncio
import zlib
from functools import cache

from aiohttp import web

from sandbox.kit.faults import Fault

UNHANDLED = frozenset({"status", "drop", "hang", "redirect", "flood", "bomb"})
PIECE = 64 * 1024
GZIP = 31  # window bits of zlib with a gzip header


async def disturb(request: web.Request, fault: Fault) -> web.StreamResponse:
    """The answer of a fault that does not care for the real one."""
    if fault.do.endswith("status"):
        return web.Response(
            status=fault.status, text=fault.body, content_type=fault.content_type, headers=fault.headers
        )
    if fault.do.endswith("redirect"):
        return web.Response(status=fault.status, headers={"Location": fault.to + request.path_qs})
    if fault.do.endswith("flood"):
        return await _flood(request, fault.size)
    if fault.do.endswith("bomb"):
        return _bomb(fault.size)
    if fault.do.endswith("hang"):
        await asyncio.sleep(fault.seconds)
    return hang_up(request)


async def spoil(request: web.Request, fault: Fault, done: web.StreamResponse) -> web.StreamResponse:
    """The work is done; the answer is lost or spoilt."""
    if fault.do == "cut":
        return await _cut(request, done)
    if fault.do == "accept_recode":
        return _recode(done, fault.charset)
    return await disturb(request, fault)


def hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


async def _cut(request: web.Request, done: web.StreamResponse) -> web.StreamResponse:
    whole = _body(done) or b"{}"
    half = web.StreamResponse(status=done.status, headers={"Content-Length": str(len(whole))})
    half.content_type = done.content_type
    await half.prepare(request)
    await half.write(whole[: len(whole) // 2])
    hang_up(request)
    return half


async def _flood(request: web.Request, size: int) -> web.StreamResponse:
    """Of no announced length, so that only counting helps; a caller who has had enough may hang up."""
    endless = web.StreamResponse()
    endless.content_type = "application/json"
    endless.enable_chunked_encoding()
    await endless.prepare(request)
    try:
        await endless.write(b'{"result":"')
        for _ in range(size // PIECE):
            await endless.write(b"a" * PIECE)
        await endless.write(b'"}')
    except ConnectionError:
        pass
    return endless


def _bomb(size: int) -> web.Response:
    headers = {"Content-Encoding": "gzip"}
    return web.Response(body=_pack(size), content_type="application/json", headers=headers)


@cache
def _pack(size: int) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    packed = [press.compress(b'{"result":"'), *(press.compress(b"a" * PIECE) for _ in range(size // PIECE))]
    return b"".join([*packed, press.compress(b'"}'), press.flush()])


def _recode(done: web.StreamResponse, charset: str) -> web.Response:
    text = _body(done).decode("utf-8", "replace")
    return web.Response(status=done.status, body=text.encode(charset, "replace"), content_type=done.content_type)


def _body(done: web.StreamResponse) -> bytes:
    return done.body if isinstance(done, web.Response) and isinstance(done.body, bytes) else b""
