"""The world's time: it can run faster than ours, jump, or be turned by hand."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class WorldClock:
    """Time of the sandbox in UTC. ``speed`` world seconds pass in one real second; 0 stands still."""

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        self._anchor_world = start or datetime.now(UTC)
        self._anchor_real = time.monotonic()
        self.speed = speed
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        passed = (time.monotonic() - self._anchor_real) * self.speed
        return self._anchor_world + timedelta(seconds=passed)

    def set_speed(self, speed: float) -> None:
        self._anchor(self.now(), speed)

    def jump(self, seconds: float) -> None:
        """Move the world forward at once; whoever sleeps past the new instant wakes up."""
        self._anchor(self.now() + timedelta(seconds=seconds), self.speed)

    def set(self, moment: datetime) -> None:
        self._anchor(moment, self.speed)

    async def sleep(self, seconds: float) -> None:
        """Return when ``seconds`` of world time have passed, however the speed changes meanwhile."""
        await self.sleep_until(self.now() + timedelta(seconds=seconds))

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:
            changed = self._changed
            real = left / self.speed if self.speed > 0 else None
            try:
                async with asyncio.timeout(real):
                    await changed.wait()
            except TimeoutError:
                continue

    def _anchor(self, world: datetime, speed: float) -> None:
        self._anchor_world, self._anchor_real, self.speed = world, time.monotonic(), speed
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
