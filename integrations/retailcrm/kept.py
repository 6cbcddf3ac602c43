"""What the CRM rarely changes is asked for once an hour."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from desk.ports import Clock

T = TypeVar("T")
HOUR = timedelta(hours=1)


class Kept(Generic[T]):
    """Whoever comes while it is being asked for waits for that one answer. A failure is kept for nobody."""

    def __init__(self, clock: Clock, fetch: Callable[[], Awaitable[T]], keep: timedelta = HOUR) -> None:
        self._clock = clock
        self._fetch = fetch
        self._keep = keep
        self._value: T | None = None
        self._at = datetime.min.replace(tzinfo=UTC)
        self._lock = asyncio.Lock()

    async def get(self, *, anew: bool = False) -> T:
        asked_at = self._clock.now()
        async with self._lock:
            if self._value is None or asked_at - self._at > self._keep or (anew and self._at <= asked_at):
                self._value = await self._fetch()
                self._at = self._clock.now()
            return self._value
