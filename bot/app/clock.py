"""The edge's clocks. The core never asks for the time; it is told."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

SLICE = 0.1  # real seconds: how soon a sleeper notices that the world's speed was changed
LOOK = 0.005  # real seconds between two looks at the file: a busy desk asks for the time a thousand times a second


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


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
