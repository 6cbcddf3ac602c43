"""The metronome: things to look at every now and then. It remembers nothing; what must not be lost is a row."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from desk.errors import DeskError

log = structlog.get_logger("metronome")
Beat = Callable[[], Awaitable[Any]]


class Metronome:
    """Intervals are in real time. A beat that is still under way is not started again."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._beats: dict[str, Beat] = {}
        self._intervals: dict[str, float] = {}

    def every(self, interval: timedelta, name: str, beat: Beat) -> None:
        self._beats[name], self._intervals[name] = beat, interval.total_seconds()
        self._scheduler.add_job(
            self._strike,
            "interval",
            id=name,
            seconds=interval.total_seconds(),
            args=[name],
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wind_up(self) -> None:
        """The clock was set: the library goes by it, and would keep still until it shows the old time again."""
        for name, seconds in self._intervals.items():
            self._scheduler.reschedule_job(name, trigger="interval", seconds=seconds)

    async def _strike(self, name: str) -> None:
        try:
            await self._beats[name]()
        except DeskError as error:
            log.warning("a periodic look failed; it comes again", name=name, reason=error.reason)
