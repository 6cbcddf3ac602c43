"""A shop under load: orders at a steady rate with bursts, repeated until they are taken, all of it in the history."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.voximplant.fate import Fate
from sandbox.world import access
from sandbox.world.world import World
from tests.flows.orders import order

PATIENCE = 10.0  # real seconds for one try
ANEW = 0.25  # real seconds until the next one
TRIES = 200
REPEATED = 0.03  # of all orders: the customer presses twice
BURST = 20  # orders at once, of a second's fifty
# Where it closes during a run that begins in Moscow's early afternoon, where it is night, and where nothing happens.
ZONES = {"Europe/Moscow": 80, "Europe/Kaliningrad": 8, "Asia/Vladivostok": 8, "Asia/Kamchatka": 4}
OUTCOMES: tuple[tuple[tuple[Fate, ...], int], ...] = (
    ((Fate(ring_s=2, talk_s=6),), 70),
    ((Fate("no_answer", ring_s=3), Fate(ring_s=2, talk_s=6)), 8),
    ((Fate("busy", ring_s=1), Fate("unavailable", ring_s=1), Fate(ring_s=1, talk_s=4)), 6),
    ((Fate("busy", ring_s=1),), 3),
    ((Fate("voicemail", ring_s=2),), 5),
    ((Fate("bad_number"),), 2),
    ((Fate(report="lost", ring_s=2, talk_s=6),), 2),
    ((Fate(report="twice", ring_s=2, talk_s=6),), 2),
    ((Fate(report="late", ring_s=2, talk_s=6, late_s=90),), 2),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one customer orders; a try of it carries a marker of its own, by which it can be found again."""

    ref: str
    phone: str
    zone: str

    def fields(self, marker: str) -> dict[str, Any]:
        return order(self.ref, phone=self.phone, timezone=self.zone, comment=marker)


class LoadedShop:
    """``taken`` counts the orders that have a lead. Every customer has a number, a zone and a fate on the phone."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._web = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        self._tries: set[asyncio.Task[None]] = set()
        self.ordered = self.taken = 0

    async def load(self, count: int, rate: float) -> None:
        """Post so many orders; returns when the last is on its way. A burst is paid for by the pause after it."""
        loop = asyncio.get_running_loop()
        began, sent = loop.time(), 0
        for size in self._bursts(count, rate):
            await asyncio.sleep(max(0.0, began + sent / rate - loop.time()))
            for _ in range(size):
                self._send(self._draw())
            sent += size

    async def settle(self) -> None:
        """Returns when every order has been taken. Raises AssertionError when nobody takes one."""
        while self._tries:
            await asyncio.gather(*self._tries)

    async def close(self) -> None:
        for task in self._tries:
            task.cancel()
        await asyncio.gather(*self._tries, return_exceptions=True)
        await self._web.close()

    def _bursts(self, count: int, rate: float) -> Iterator[int]:
        while count > 0:
            size = min(count, BURST if self._dice.random() < 1 / rate else 1)
            yield size
            count -= size

    def _draw(self) -> Wish:
        self.ordered += 1
        phone = f"+79160{self.ordered:06d}"
        self._world.fates[phone] = self._dice.choices([it for it, _ in OUTCOMES], [chance for _, chance in OUTCOMES])[0]
        return Wish(f"A-{self.ordered}", phone, self._dice.choices(list(ZONES), list(ZONES.values()))[0])

    def _send(self, wish: Wish) -> None:
        twice = self._dice.random() < REPEATED
        task = asyncio.create_task(self._insist(wish, self._dice.uniform(0.0, 2.0) if twice else None))
        self._tries.add(task)
        task.add_done_callback(self._tries.discard)

    async def _insist(self, wish: Wish, again_after: float | None) -> None:
        await self._until_taken(wish)
        self.taken += 1
        if again_after is not None:
            await asyncio.sleep(again_after)
            await self._until_taken(wish)

    async def _until_taken(self, wish: Wish) -> None:
        for _ in range(TRIES):
            if 200 <= await self.post(wish) < 300:
                return
            await asyncio.sleep(ANEW)
        raise AssertionError(f"nobody takes the order {wish.ref}")

    async def post(self, wish: Wish) -> int:
        """One try, written down before and after; the status, 0 where no answer came."""
        marker = f"delivery-{len(self._world.history.entries)};"
        asked = self._note("order", ref=wish.ref, phone=wish.phone, zone=wish.zone, marker=marker)
        status, lead, said = await self._ask(wish.fields(marker))
        self._note("answered", to=asked, ref=wish.ref, status=status, lead=lead, said=said)
        return status

    async def _ask(self, fields: dict[str, Any]) -> tuple[int, int, str]:
        headers = {"Authorization": f"Bearer {access.SHOP_SECRET}"}
        try:
            url = f"{self._world.public_url}/orders/site"
            async with self._web.post(url, json=fields, headers=headers) as answer:
                told = await answer.json(content_type=None)
                return answer.status, int(told.get("lead") or 0), str(told.get("status"))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return 0, 0, type(error).__name__

    def _note(self, what: str, **data: Any) -> int:
        return self._world.history.add(self._world.clock.now().isoformat(), "shop", what, **data).n
