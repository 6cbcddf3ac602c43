"""Notices that the machine's clock was set, or that the machine slept, and has the new time counted from then on.

A lead's pauses and people's deadlines keep their length, opening hours are looked up anew: see ``desk.leads.retiming``.
Until that is done nothing is begun, and whoever runs the shop hears of it.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog

from desk.errors import Temporary
from desk.leads.service import LeadService
from desk.leads.work import PATIENCE, WAKE, alarm_admins
from storage.books import Books, Store

LOOK_EVERY = 0.5  # real seconds
KEEP_EVERY = 60.0
A_STEP = timedelta(seconds=2)  # what is less between two looks is followed without a word
SLOWER = timedelta(milliseconds=50)  # a look: a clock that is a little ahead is waited for, never put back
TOLD = timedelta(minutes=1)  # shorter ones stand in the log only
KEY, CAUSE = "clock", "clock"
NONE = timedelta(0)
BOOT = Path("/proc/sys/kernel/random/boot_id")
log = structlog.get_logger("clock")


class SteppedClock(Protocol):
    """See ``bot.app.clock.SteadyClock``."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    def astray(self) -> timedelta: ...
    def follow(self, step: timedelta) -> None: ...


def boot_id() -> str:
    """Changes when the machine starts, as the count of monotonic seconds does; empty where nobody tells."""
    return BOOT.read_text("ascii").strip() if BOOT.exists() else ""


class Timekeeper:
    """``on_step`` hears of every step, once everything was moved. ``boot`` names the run of the machine."""

    def __init__(self, store: Store, service: LeadService, clock: SteppedClock, boot: str) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._boot = boot
        self._seen = NONE  # at the last look; a step counts when it was seen twice
        self._owed = NONE  # followed, and not moved yet
        self._kept_at = 0.0
        self.on_step: Callable[[], None] = lambda: None

    def doubt(self) -> bool:
        """Whether nobody knows for a moment what time it is: begin nothing."""
        return self._owed != NONE or abs(self._clock.astray()) > A_STEP

    async def begin(self) -> None:
        """What happened to the clock since the last process. Where nothing can be written, ``run`` goes on with it."""
        kept = await self._store.read(lambda books: books.vault.load(KEY))
        self._owed = self._missed(kept) if kept else NONE
        try:
            await self._move()
        except Temporary as error:
            log.warning("the clock cannot be written down", reason=error.reason)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Temporary as error:
                log.warning("the clock was set, and this cannot be written down yet", reason=error.reason)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Raises Temporary; then the next look goes on with it."""
        astray = self._clock.astray()
        if abs(astray) <= A_STEP:
            self._clock.follow(max(astray, -SLOWER))
        elif abs(astray - self._seen) <= A_STEP:  # it did not go back at once
            self._clock.follow(astray)
            self._owed += astray
        self._seen = astray
        if self._owed != NONE or self._clock.monotonic() - self._kept_at >= KEEP_EVERY:
            await self._move()

    def _missed(self, kept: Mapping[str, Any]) -> timedelta:
        """By how much the time of now differs from what it should be: on another run of the machine, at least."""
        now, at = self._clock.now(), datetime.fromisoformat(kept["at"])
        expected = at
        if kept["boot"] and kept["boot"] == self._boot:
            expected += timedelta(seconds=self._clock.monotonic() - kept["pace"])
        elif now > at:
            return NONE
        return now - expected if abs(now - expected) > A_STEP else NONE

    async def _move(self) -> None:
        step, now = self._owed, self._clock.now()

        def work(books: Books) -> int:
            books.vault.keep(KEY, {"at": now.isoformat(), "pace": self._clock.monotonic(), "boot": self._boot}, now)
            return self._retime(books, now - step, now) if step else 0

        moved = await self._store.write(work)
        self._owed, self._kept_at = NONE, self._clock.monotonic()
        if step:
            log.warning("the clock was set, or the machine slept", step=show_step(step), leads=moved)
            self.on_step()

    def _retime(self, books: Books, earlier: datetime, now: datetime) -> int:
        books.jobs.retime(now - earlier, (WAKE, PATIENCE))  # those follow from the leads
        if abs(now - earlier) >= TOLD:
            books.jobs.put(alarm_admins(CAUSE, show_step(now - earlier), now))
        return sum(self._service.retime(books, lead, earlier, now) for lead in books.leads.timed())


def show_step(step: timedelta) -> str:
    """``+25:00:00``"""
    seconds = round(abs(step).total_seconds())
    return f"{'-' if step < NONE else '+'}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
