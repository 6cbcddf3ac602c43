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

    def every(self, interval: timedelta, name: str, beat: Beat) -> None:
        self._beats[name] = beat
        self._scheduler.add_job(
            self._strike, "interval", seconds=interval.total_seconds(), args=[name], coalesce=True, max_instances=1
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _strike(self, name: str) -> None:
        try:
            await self._beats[name]()
        except DeskError as error:
            log.warning("a periodic look failed; it comes again", name=name, reason=error.reason)
