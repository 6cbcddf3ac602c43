"""A clock that a test turns by hand, and patience that has an end."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sandbox.kit.clock import WorldClock

HURRY = 4.0  # seconds in each
BORN_AT, BORN = datetime.now(UTC), time.monotonic()
MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, 19:00 in Vladivostok


class TurnedClock:
    """Time stands still until ``turn``; whoever sleeps on it wakes at the turn that reaches their moment."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self._start = self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    async def sleep(self, seconds: float) -> None:
        sleeper = (self._now + timedelta(seconds=seconds), asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        self._wake()
        try:
            await sleeper[1]
        finally:
            with contextlib.suppress(ValueError):
                self._sleepers.remove(sleeper)

    def turn(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._wake()

    def turn_to(self, moment: datetime) -> None:
        self.turn((moment - self._now).total_seconds())

    def _wake(self) -> None:
        for moment, woken in self._sleepers:
            if moment <= self._now and not woken.done():
                woken.set_result(None)


class HurriedClock(WorldClock):
    """Begins with the process as it is, then runs ahead: a chat takes one message a second, and tests send many.

    All of them agree, so that a desk and its fakes may each have their own.
    """

    def __init__(self) -> None:
        super().__init__(BORN_AT, HURRY)
        self._anchor_real = BORN

    def monotonic(self) -> float:
        return (self.now() - BORN_AT).total_seconds()


async def soon(condition: Callable[[], object], within: float = 3.0) -> None:
    """Wait, in real time, until it is so. Raises AssertionError when it does not become so."""
    try:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110 - conditions of tests tell nobody that they came true
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError("it did not happen in time") from None


async def settle(seconds: float = 0.1) -> None:
    """Real time in which something could happen that must not."""
    await asyncio.sleep(seconds)
