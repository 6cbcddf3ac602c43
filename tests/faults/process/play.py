"""A play on the stage: the world does its part whatever becomes of the desk, and a dead desk is started again."""

import asyncio
import contextlib
import inspect
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sandbox.kit.fake import Fake
from sandbox.telegram.callbacks import Press
from sandbox.world import access
from sandbox.world.staff import CHAT_ID, OLGA
from tests.faults.process.stable import KILLED
from tests.faults.process.stage import desk_of
from tests.flows.chat import plain
from tests.flows.orders import order
from tests.flows.scene import Scene

LOOK_EVERY = 0.02  # real seconds
PATIENCE = 60.0
MOST_JUMPS = 80
MOST_SILENT = 15  # looks
ABOUT_NOW = timedelta(seconds=2)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OWED = """
    SELECT (SELECT count(*) FROM inbox WHERE handled_at IS NULL),
           (SELECT count(*) FROM job WHERE status = 'taken'),
           (SELECT min(run_at) FROM job WHERE status = 'waiting')
"""


class DivertedError(Exception):
    """The lead went another way than the script: what it waits for will not come."""


@dataclass
class Play:
    """``recoveries``: at which point of each later life the desk dies again; 0 or none left: it lives.

    ``others``: fakes beside those of the world.
    """

    scene: Scene
    recoveries: list[int] = field(default_factory=list)
    deaths: list[list[str]] = field(default_factory=list)  # points passed in each life that ended
    presses: list[Press] = field(default_factory=list)
    others: tuple[Fake, ...] = ()
    _passed: int = 0
    _spoken: int = 0  # bytes of its log when the present life began

    # --- the world -------------------------------------------------------------------------------------------

    async def order(self, order_id: str = "A-1", **changed: Any) -> int:
        """The store sends it until it hears 2xx, each time as the same delivery."""
        return await self.post(order(order_id, **changed), f"{order_id}/{len(changed)}")

    async def post(self, fields: dict[str, Any], name: str) -> int:
        """``name`` of the delivery; empty: it has none. The number of its lead."""
        headers = {"Authorization": f"Bearer {access.SHOP_SECRET}"} | ({"Idempotency-Key": name} if name else {})
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await self.scene.web.post("/orders/site", json=fields, headers=headers)
                    if answer.is_success:
                        return int(answer.json()["lead"])
                await asyncio.sleep(LOOK_EVERY)

    async def press(self, person: int, lead_id: int, button: str) -> Press:
        """One tap on the newest card that has this button."""
        await self._watch(lambda: self.scene.chat.offers(lead_id, button))
        message = self.scene.chat.cards(lead_id)[-1]
        press = self.scene.world.telegram.control.press(person, CHAT_ID, message.message_id, button)
        self.presses.append(press)
        return press

    async def see(self, lead_id: int, seen: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The lead as soon as it is so."""
        found: dict[str, Any] = {}

        async def look() -> bool:
            nonlocal found
            with contextlib.suppress(httpx.HTTPError):
                found = await self.scene.lead(lead_id)
            return bool(found and seen(found))

        await self._watch(look)
        return found

    async def _watch(self, seen: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
        """Raises DivertedError when nothing is owed any more and it was not seen: then it never will be."""
        silent = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = seen()
                if answer is True or (inspect.isawaitable(answer) and await answer):
                    return
                busy, at = self._look()
                silent = 0 if busy or at else silent + 1
                if silent > MOST_SILENT:
                    raise DivertedError
                await asyncio.sleep(LOOK_EVERY)

    # --- the time --------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Until nothing is owed any more, however far in the future: the clock is turned from timer to timer.

        What waits for new credentials waits for ever; then the admins know.
        """
        try:
            async with asyncio.timeout(PATIENCE * 3):
                for _ in range(MOST_JUMPS):
                    if not await self.go_on():
                        return
        except TimeoutError:
            raise AssertionError(f"it never falls silent: {self._look()}, {self.owed()}") from None
        assert self.is_told(), f"it never ends, and nobody is told: {self.owed()}"

    async def go_on(self) -> bool:
        """To the next timer; False when there is none."""
        at = await self.fall_silent()
        if at is not None:
            self.scene.jump_to(at, beyond=0.2)
        return at is not None

    def is_told(self) -> bool:
        """An admin privately, or the group by a card of the outage, that the CRM refuses us."""
        outages = (it for it in self.scene.chat.group() if plain(it.text).startswith("🔴 CRM"))
        return bool(self.scene.chat.private(OLGA)) or any(outages)

    def owed(self) -> list[tuple[str, str, str]]:
        with closing(sqlite3.connect(self.scene.database, timeout=5)) as db:
            return list(db.execute("SELECT key, status, error FROM job"))

    async def fall_silent(self) -> datetime | None:
        """Wait until nothing is due; the moment of the next timer."""
        quiet = 0
        while True:
            for fake in (*self.others, *self.scene.world.fakes):
                await fake.settle()
            busy, at = self._look()
            quiet = 0 if busy else quiet + 1
            if quiet == 2:
                return at
            await asyncio.sleep(LOOK_EVERY)

    def _look(self) -> tuple[bool, datetime | None]:
        with closing(sqlite3.connect(self.scene.database, timeout=5)) as db:
            unread, taken, due = db.execute(OWED).fetchone()
        at = EPOCH + timedelta(microseconds=due) if due else None
        soon = at is not None and at <= self.scene.world.clock.now() + ABOUT_NOW
        coming = bool(self.scene.world.telegram.state.updates.pending())
        down = desk_of(self.scene).ended() is not None
        return bool(unread or taken or soon or coming or down), at

    # --- the desk --------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        """A dead desk is started again while the world holds its breath."""
        watch = asyncio.create_task(self._keep_alive())
        try:
            yield
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _keep_alive(self) -> None:
        desk = desk_of(self.scene)
        while True:
            if (code := desk.ended()) is not None:
                assert code == KILLED, f"the desk fell over with {code}:\n{desk.last_words()}"
                await self._revive()
            await asyncio.sleep(LOOK_EVERY / 2)

    async def _revive(self) -> None:
        desk, world = desk_of(self.scene), self.scene.world
        self.deaths.append(self.fresh_points())
        speed = world.clock.speed
        world.set_speed(0)
        desk.kill_at = self.recoveries.pop(0) if self.recoveries else 0
        self._spoken = desk.log.stat().st_size
        await desk.start()
        world.set_speed(speed)

    def has_opened(self) -> bool:
        """In this life it has begun whatever it begins by itself."""
        said = desk_of(self.scene).log.read_bytes()[self._spoken :]
        return b'"the desk is open"' in said

    def fresh_points(self) -> list[str]:
        """Points passed since this was asked last."""
        points = desk_of(self.scene).points()
        fresh, self._passed = points[self._passed :], len(points)
        return fresh


async def until_heard(play: Play) -> None:
    """The desk has told Telegram where its updates go: the curtain may rise."""
    desk = desk_of(play.scene)
    await play.scene.until(
        lambda: any(it.startswith("after telegram") and it.endswith("Webhook") for it in desk.points())
    )
    await play.settle()
    play.fresh_points()
