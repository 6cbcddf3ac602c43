"""Notices sources that have fallen silent, and tells of it once, until the next order (N-14)."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from desk.hours import Calendar
from desk.leads.work import alarm_admins
from desk.orders.silence import MOST_WEEKS, WEEK, Silence, find_silence
from desk.ports import Clock
from scheduler.watch import report, show_incident
from storage.books import Books, Store
from storage.spans import Arrival

KEPT = (MOST_WEEKS + 1) * WEEK
A_PAGE = 5000
CAUSE = "silence:"
LOOK_EVERY = timedelta(minutes=1)
log = structlog.get_logger("silence")


class SilenceWatch:
    """``sources`` are those of the settings; ``calendar`` is asked anew each time.

    Moments of orders are kept in memory: each look reads only what came since the one before.
    """

    def __init__(
        self, store: Store, clock: Clock, sources: Collection[str], calendar: Callable[[], Calendar], zone: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._sources = frozenset(sources)
        self._calendar = calendar
        self._zone = ZoneInfo(zone)
        self._since = clock.now()
        self._last: int | None = None  # the number of the last lead that was read
        self._arrivals: defaultdict[str, list[datetime]] = defaultdict(list)

    async def run(self) -> dict[str, Silence]:
        """The sources that are silent now."""
        await self._read()
        now = self._clock.now()
        found = await asyncio.to_thread(self._look, dict(self._arrivals), self._calendar(), now)
        await self._store.write(lambda books: self._tell(books, found, now))
        return found

    def _look(self, known: Mapping[str, list[datetime]], calendar: Calendar, now: datetime) -> dict[str, Silence]:
        """Counting what came in four weeks takes a moment: beside the event loop."""
        looked = {
            source: find_silence(moments, calendar, self._zone, self._since, now) for source, moments in known.items()
        }
        return {source: silence for source, silence in looked.items() if silence}

    async def _read(self) -> None:
        oldest = self._clock.now() - KEPT
        if self._last is None:
            self._last = await self._store.read(lambda books: books.spans.before_leads(oldest))
        while True:
            rows = await self._store.read(self._next_page)
            for number, source, at in rows:
                self._last = number
                if source in self._sources:
                    self._arrivals[source].append(at)
            if len(rows) < A_PAGE:
                break
        for source, moments in self._arrivals.items():
            self._arrivals[source] = [it for it in moments if it > oldest]

    def _next_page(self, books: Books) -> list[Arrival]:
        return books.spans.arrivals(self._last or 0, A_PAGE)

    def _tell(self, books: Books, found: dict[str, Silence], now: datetime) -> None:
        """Opened once; closed by the next order."""
        told = {it.cause: it.opened_at for it in books.incidents.open() if it.cause.startswith(CAUSE)}
        for source, silence in found.items():
            if f"{CAUSE}{source}" not in told:
                reason = write_reason(silence)
                report(books, f"{CAUSE}{source}", reason, now, now, "a source is silent")
                books.jobs.put(alarm_admins(f"{CAUSE}{source}", reason, now))
                log.warning("a source is silent", source=source, expected=silence.expected)
        for cause, opened_at in told.items():
            arrivals = self._arrivals.get(cause.removeprefix(CAUSE), [])
            if arrivals and arrivals[-1] > opened_at and books.incidents.close(cause, now):
                books.jobs.put(show_incident(cause, now, "an order came"))


def write_reason(silence: Silence) -> str:
    """Found again, and told in the reader's language, by ``bot.texts.recognition``."""
    return f"orders usually expected by now: {silence.expected}; since {silence.since:%Y-%m-%d %H:%M} UTC none came"
