"""A load of its own process: so many connections, each sending its next order when the last was answered.

It speaks raw HTTP/1.1 over sockets: a client library in Python would be slower than the server it measures.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterable

import uvloop

from bench.quantiles import p50_p99

SECRET = "bench-secret-of-a-shop"
END_OF_HEAD = b"\r\n\r\n"
GIVE_UP = 120.0  # seconds


def order(number: int) -> bytes:
    return json.dumps(
        {
            "order_id": f"B-{number}",
            "name": "Анна Петрова",
            "phone": f"8916{number % 10_000_000:07}",
            "city": "Казань",
            "consent": {"calls": True},
            "items": [{"sku": "N-1", "name": "Часы «Север»", "quantity": 2, "price": 7600}],
            "total": 15200,
            "currency": "RUB",
        },
        ensure_ascii=False,
    ).encode()


def request(path: str, number: int) -> bytes:
    return post(path, f"Authorization: Bearer {SECRET}", order(number))


def post(path: str, leave: str, body: bytes) -> bytes:
    """A whole request; ``leave`` is the header that opens the door."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: desk\r\n{leave}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Load:
    """The requests still to send, and how long each took; ``sent_at`` in seconds of the machine's monotonic clock."""

    def __init__(self, requests: Iterable[bytes]) -> None:
        self.requests = iter(requests)
        self.sent_at: list[float] = []
        self.seconds: list[float] = []
        self.accepted = 0
        self.running = 0
        self.over = asyncio.Event()

    def answered(self, status: int, took: float) -> None:
        self.seconds.append(took)
        self.accepted += 200 <= status < 300

    def left(self) -> None:
        self.running -= 1
        if not self.running:
            self.over.set()


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self._received = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._load.running += 1
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(END_OF_HEAD)
        if not found or len(body) < _length(head):
            return
        self._load.answered(int(head[9:12]), time.monotonic() - self._sent_at)
        self._received = b""
        self._send()

    def connection_lost(self, _reason: Exception | None) -> None:
        self._load.left()

    def _send(self) -> None:
        following = next(self._load.requests, None)
        if following is None:
            self._transport.close()
            return
        self._sent_at = time.monotonic()
        self._load.sent_at.append(self._sent_at)
        self._transport.write(following)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def send(port: int, connections: int, load: Load) -> float:
    """Seconds until the last was answered."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", port)
    await asyncio.wait_for(load.over.wait(), GIVE_UP)
    return time.perf_counter() - began


async def send_orders(port: int, connections: int, first: int, orders: int) -> dict[str, float]:
    load = Load([request("/orders/site", first + number) for number in range(orders)])
    whole = await send(port, connections, load)
    p50, p99 = p50_p99(seconds * 1000 for seconds in load.seconds)
    return {
        "answered": len(load.seconds),
        "accepted": load.accepted,
        "per_second": load.accepted / whole,
        "p50_ms": p50,
        "p99_ms": p99,
    }


if __name__ == "__main__":
    port, parallel, start, total = (int(it) for it in sys.argv[1:5])
    print(json.dumps(uvloop.run(send_orders(port, parallel, start, total))))
