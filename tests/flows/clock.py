"""The world's time as the desk's own."""

from datetime import UTC, datetime

from sandbox.kit.clock import WorldClock

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class WorldTime:
    """One clock for both sides. In a world whose seconds are short, so are those of limits and breakers."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return (self._clock.now() - EPOCH).total_seconds()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
