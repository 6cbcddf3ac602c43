"""Is a source silent for longer than chance would have it? A dead webhook makes no error, only silence (N-14). Pure.

What came in the last weeks says how many orders an hour of the week usually brings; only open hours count. Orders are
taken to come by themselves, one independent of the other: where so many were to be expected since the last one, none
comes with probability ``exp(-expected)``. Each order begins a new wait that could become a false alarm, so a busy
source needs a smaller chance than a quiet one: of all waits of four weeks, less than one in twenty false alarms is to
be expected. And at least ten orders must be missing, which is less than one wait in twenty thousand: real shops have
slower days than chance alone would give them.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.hours import Calendar, next_close, next_open

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)
MOST_WEEKS = 4
LEAST_MISSING = 10.0  # orders
FALSE_ALARMS = 0.05  # that are to be expected in as many weeks as are looked at
SHORTEST = timedelta(minutes=5)  # what is shorter is no silence, and costs no counting
LONGEST = 2 * WEEK  # of open and closed hours; whoever brings less than this is no usual source


@dataclass(frozen=True, slots=True)
class Silence:
    """``since`` the last order; by now ``expected`` would usually have come."""

    since: datetime
    expected: int


def find_silence(
    arrivals: Sequence[datetime], calendar: Calendar, zone: ZoneInfo, watched_since: datetime, now: datetime
) -> Silence | None:
    """``arrivals`` of one source, in order, of the last four weeks before the last one at least; all moments in UTC.

    None while it may be chance. Nothing is said in the first week, nor of the time before ``watched_since``: a desk
    that was down could not hear anybody.
    """
    if not arrivals or arrivals[-1] - arrivals[0] < WEEK or now - arrivals[-1] < SHORTEST:
        return None
    last = arrivals[-1]
    weeks = min(MOST_WEEKS, (last - arrivals[0]) // WEEK)
    known = [it for it in arrivals if last - weeks * WEEK < it <= last]
    needed = max(LEAST_MISSING, math.log(len(known) / FALSE_ALARMS))
    rates = _rates(known, last, weeks, zone)
    begin = max(last, watched_since)
    expected = _expect(rates, calendar, zone, begin, min(now, begin + LONGEST), needed)
    return Silence(last, math.floor(expected)) if expected >= needed else None


def _rates(known: Sequence[datetime], last: datetime, weeks: int, zone: ZoneInfo) -> dict[int, float]:
    """Orders in each hour of the week. Where the last week brought less than usual, the others count for less, too."""
    counts = Counter(_hour_of_week(it, zone) for it in known)
    latest = sum(last - it < WEEK for it in known)
    level = min(1.0, latest * weeks / len(known))
    return {hour: level * count / weeks for hour, count in counts.items()}


def _expect(
    rates: dict[int, float], calendar: Calendar, zone: ZoneInfo, since: datetime, now: datetime, enough: float
) -> float:
    """The sum over the open part of [since, now); no further than ``enough``, and past it by less than an hour."""
    expected, moment = 0.0, since
    while moment < now and expected < enough:
        opening = next_open(calendar, zone, moment, 15)
        if opening is None or opening >= now:
            break
        end = min(next_close(calendar, zone, opening, 15) or now, now)
        moment = opening
        while moment < end and expected < enough:
            following = min(_next_hour(moment, zone), end)
            expected += rates.get(_hour_of_week(moment, zone), 0.0) * ((following - moment) / HOUR)
            moment = following
    return expected


def _hour_of_week(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.weekday() * 24 + local.hour


def _next_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the clock on the wall there shows the next full hour; zones differ from UTC by whole minutes."""
    local = moment.astimezone(zone)
    left = HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (moment + left).astimezone(UTC)
