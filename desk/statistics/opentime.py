"""Time that counts: only while it is open. A night between order and call is nobody's delay."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate

from desk.leads.policy import SEEN_DAYS, ContactHours

NONE = timedelta(0)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OpenTime:
    """``starts`` of the open stretches, in order, their lengths, and what was open before each."""

    starts: tuple[datetime, ...]
    lengths: tuple[timedelta, ...]
    before: tuple[timedelta, ...]

    def between(self, start: datetime, end: datetime) -> timedelta:
        return max(NONE, self._until(end) - self._until(start))

    def _until(self, moment: datetime) -> timedelta:
        """How long it was open up to here."""
        at = bisect_right(self.starts, moment) - 1
        return NONE if at < 0 else self.before[at] + min(moment - self.starts[at], self.lengths[at])


def open_time(stretches: Iterable[Stretch]) -> OpenTime:
    """From open stretches in order that do not overlap."""
    kept = list(stretches)
    lengths = tuple(end - start for start, end in kept)
    before = (NONE, *accumulate(lengths))[: len(lengths)]
    return OpenTime(tuple(start for start, _end in kept), lengths, before)


def measures(hours: ContactHours, since: datetime, until: datetime) -> Callable[[str], OpenTime]:
    """By the customer's zone (IANA), each made once, for moments of [since, until). The hours are those of today."""

    @cache
    def measure(zone: str) -> OpenTime:
        return open_time(_stretches(hours, zone, since, until))

    return measure


def _stretches(hours: ContactHours, zone: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    moment = since
    while moment < until:
        opening = hours.opening(zone, moment)
        if opening is None or opening >= until:
            return
        closing = hours.closing(zone, opening) or opening + timedelta(days=SEEN_DAYS)
        moment = min(closing, until)
        yield opening, moment
