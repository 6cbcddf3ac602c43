"""Clients that keep a server waiting: each begins something and does not come to its end."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.web.wire import HOST

HEAD = b"POST /orders/site HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
DROP_EVERY = 1.0  # real seconds


@dataclass(frozen=True, slots=True)
class Slow:
    """What is said at once, and what is said again and again."""

    begin: bytes
    drop: bytes


KINDS: Mapping[str, Slow] = {
    "silence": Slow(b"", b""),
    "the first line": Slow(b"PO", b"S"),
    "headers": Slow(HEAD, b"X-Drop: 1\r\n"),
    "one header": Slow(HEAD + b"X-Drop: ", b"y"),
    "a body": Slow(HEAD + b"Content-Length: 90000\r\n\r\n", b" "),
    "chunks": Slow(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "the size of a chunk": Slow(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "a body after Expect": Slow(HEAD + b"Expect: 100-continue\r\nContent-Length: 90000\r\n\r\n", b" "),
    "a body nobody reads": Slow(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n", b" "),
    "a second request": Slow(HEALTH + b"GET /heal", b"t"),
    "another protocol": Slow(
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"x"
    ),
    "TLS": Slow(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00"),
}


async def hold(port: int, slow: Slow, most: float, source: str = HOST) -> float:
    """Real seconds from the connection until the other side closed it; ``most`` when it did not."""
    began = time.monotonic()
    try:
        reader, writer = await asyncio.open_connection(HOST, port, local_addr=(source, 0))
    except OSError:
        return time.monotonic() - began
    try:
        writer.write(slow.begin)
        async with asyncio.timeout(most):
            await _drop_until_closed(reader, writer, slow.drop)
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.transport.abort()
    return time.monotonic() - began


async def _drop_until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, drop: bytes) -> None:
    end = asyncio.ensure_future(_read_all(reader))
    try:
        while not end.done():
            await asyncio.wait([end], timeout=DROP_EVERY)
            if drop and not end.done():
                writer.write(drop)
    finally:
        end.cancel()


async def _read_all(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(65536):
            pass
    except ConnectionError:
        return
