"""The edge's clocks. The core never asks for the time; it is told."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

SLICE = 0.1  # real seconds: how soon a sleeper notices that the world's speed was changed
LOOK = 0.005  # real seconds between two looks at the file: a busy desk asks for the time a thousand times a second


def _look_at_wall() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    def now(self) -> datetime:
        return _look_at_wall()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SteadyClock:
    """The machine's time without its leaps: between two moments it passes as the ``pace`` does, in seconds.

    The machine's ``wall`` clock may be set, or go on while the machine sleeps, which the pace knows nothing of. Then
    the two are ``astray``, until somebody decides to ``follow``.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _look_at_wall, pace: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._pace = pace
        self._at, self._since = wall(), pace()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self._pace() - self._since)

    def monotonic(self) -> float:
        return self._pace()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def astray(self) -> timedelta:
        """How far the wall clock is ahead of us."""
        return self._wall() - self.now()

    def follow(self, step: timedelta) -> None:
        self._at += step


class SharedClock:
    """The demo's time, written into a file by whoever turns it: ``{"wall": 1.7e9, "world": ISO, "speed": 60}``.

    ``wall`` is the real unix time at which the world's clock showed ``world``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = -1
        self._look_at = 0.0
        self._wall, self._world, self.speed = time.time(), datetime.now(UTC), 1.0

    def now(self) -> datetime:
        self._refresh()
        return self._world + timedelta(seconds=(time.time() - self._wall) * self.speed)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        end = self.now() + timedelta(seconds=seconds)
        while (left := (end - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - a file tells nobody that it changed
            await asyncio.sleep(min(SLICE, left / self.speed) if self.speed > 0 else SLICE)

    def _refresh(self) -> None:
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK
        written_at = self._path.stat().st_mtime_ns
        if written_at == self._read_at:
            return
        state = orjson.loads(self._path.read_bytes())
        self._wall, self.speed = state["wall"], state["speed"]
        self._world = datetime.fromisoformat(state["world"])
        self._read_at = written_at
