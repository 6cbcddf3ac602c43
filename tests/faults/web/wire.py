"""Bytes on a socket, exactly as a test wants them: no client library stands between."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

HOST = "127.0.0.1"
PATIENCE = 15.0  # real seconds
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` 0: the other side closed and said nothing. ``seconds`` from the last byte sent to the last read."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Wire:
    """One connection at a time, opened again when the other side has closed it."""

    def __init__(self, port: int, source: str = HOST) -> None:
        self._port = port
        self._source = source
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
        """Header values go out as UTF-8, whatever is in them; the length is added."""
        return await self.send(request(method, target, headers, body))

    async def send(self, data: bytes) -> Answer:
        """Write, and read one answer. A kept connection that was closed meanwhile is opened anew, once."""
        for fresh in (False, True):
            reader, writer = await self._open(fresh)
            began = time.perf_counter()
            try:
                writer.write(data)
                answer = await asyncio.wait_for(read_answer(reader, began), PATIENCE)
            except ConnectionError:
                answer = NOTHING
            if answer.status or fresh:
                break
        if not answer.status or answer.headers.get("connection", "").lower() == "close":
            await self.close()
        return answer

    async def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _open(self, fresh: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if fresh or self._reader is None or self._writer is None or self._reader.at_eof():
            await self.close()
            self._reader, self._writer = await asyncio.open_connection(
                HOST, self._port, local_addr=(self._source, 0), limit=2**20
            )
        return self._reader, self._writer


def request(method: str, target: str, headers: Headers = (), body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: desk.example.com", *(f"{name}: {value}" for name, value in headers)]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


NOTHING = Answer(0, {}, b"", 0.0)


async def read_answer(reader: asyncio.StreamReader, began: float = 0.0) -> Answer:
    """One answer with a length; interim ones are passed over."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return NOTHING
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    status = int(first.split(" ")[1])
    if status == 100:
        return await read_answer(reader, began)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(status, headers, body, time.perf_counter() - began)
