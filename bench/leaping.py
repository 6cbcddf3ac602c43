"""A loop whose time leaps: where everybody only waits, the next timer comes at once. Minutes of limits pass in seconds.

Sockets and threads stay real; while a thread works for somebody (``held``), time stands still.
"""

import asyncio
import contextlib
import math
import selectors
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sandbox.kit.clock import WorldClock
from storage.books import Books, Store

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGIN = 1000.0  # what the loop's clock shows at NOON
ON_THE_WIRE = 0.0005  # real seconds that a packet on loopback may take
STUCK = 20.0  # real seconds


class LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._world = BEGIN
        self._held = 0
        super().__init__(_LeapingSelector(self))

    def time(self) -> float:
        return self._world

    def leap(self, seconds: float) -> None:
        """In whole microseconds, as the wall clock tells them."""
        self._world += math.ceil(seconds * 1e6) / 1e6

    @property
    def standing(self) -> bool:
        return self._held > 0

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1


class _LeapingSelector(selectors.DefaultSelector):
    def __init__(self, loop: LeapingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        ready = super().select(0) or super().select(STUCK if self._loop.standing else ON_THE_WIRE)
        if not ready and timeout is not None and not self._loop.standing:
            self._loop.leap(timeout)
        return ready


def run_leaping(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work())


class LeapingClock(WorldClock):
    """The loop's time, for the desk and for the world alike."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(NOON)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._loop.time() - BEGIN)

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class LeapingStore(Store):
    """Time stands still while the database is at work."""

    async def write(self, work: Callable[[Books], T]) -> T:
        with _held():
            return await super().write(work)

    async def read(self, work: Callable[[Books], T]) -> T:
        with _held():
            return await super().read(work)


def _held() -> contextlib.AbstractContextManager[None]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop)
    return loop.held()
