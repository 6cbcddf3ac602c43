"""Orders at an even pace, whatever becomes of those before."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from bench.load import SECRET, order

HEADERS = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Sent:
    """``at``: seconds of the machine's monotonic clock. ``lead``: as the answer calls it."""

    number: int
    lead: int
    at: float


async def send_evenly(url: str, numbers: Sequence[int], per_second: float) -> list[Sent]:
    """Raises RuntimeError when one is not accepted."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        began = time.monotonic()
        posts = []
        for turn, number in enumerate(numbers):
            await asyncio.sleep(began + turn / per_second - time.monotonic())
            posts.append(asyncio.create_task(_post(session, url, number)))
        return await asyncio.gather(*posts)


async def _post(session: aiohttp.ClientSession, url: str, number: int) -> Sent:
    at = time.monotonic()
    async with session.post(f"{url}/orders/site", data=order(number)) as answer:
        if answer.status != 202:
            raise RuntimeError(f"HTTP {answer.status}")
        return Sent(number, int((await answer.json())["lead"]), at)
