"""A load of its own process: so many connections, each sending its next order when the last was answered."""

import asyncio
import json
import sys
import time

import aiohttp

SECRET = "bench-secret-of-a-shop"


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


async def send(url: str, connections: int, orders: int) -> dict[str, float]:
    numbers = iter(range(orders))
    seconds: list[float] = []
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def go_on() -> None:
            for number in numbers:
                begun = time.perf_counter()
                async with session.post(url, data=order(number)) as answer:
                    await answer.read()
                    if answer.status != 202:
                        raise RuntimeError(f"HTTP {answer.status}")
                seconds.append(time.perf_counter() - begun)

        begun = time.perf_counter()
        await asyncio.gather(*(go_on() for _ in range(connections)))
        whole = time.perf_counter() - begun
    seconds.sort()
    return {
        "per_second": orders / whole,
        "p50_ms": seconds[len(seconds) // 2] * 1000,
        "p99_ms": seconds[int(len(seconds) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    address, parallel, total = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(asyncio.run(send(address, parallel, total))))
