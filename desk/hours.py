"""When is it open, there? Wall clocks of a zone against a calendar, across clock changes and the date line.

The rule is the reader's own: it is open at an instant when the local clock on the wall shows an open time. So an
opening in a spring gap begins with the first minute that exists, and an hour that comes twice in autumn counts twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.week import WHOLE_DAY, Interval, WeekHours, parse_hours, parse_interval

__all__ = [
    "WHOLE_DAY",
    "Calendar",
    "Interval",
    "WeekHours",
    "is_open",
    "is_open_all",
    "next_close",
    "next_open",
    "next_open_all",
    "open_spans",
    "parse_hours",
    "parse_interval",
]

HORIZON_DAYS = 400  # a year and its holidays
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
SECOND = timedelta(seconds=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week, and the days that differ: a holiday has no intervals, a special day its own.

    An interval over midnight belongs to the day on which it starts, so a holiday does not cut the night before.
    """

    week: WeekHours
    exceptions: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Interval, ...]:
        found = self.exceptions.get(day)
        return self.week.on(day) if found is None else found


Place = tuple[Calendar, ZoneInfo]


def is_open(calendar: Calendar, zone: ZoneInfo, now: datetime) -> bool:
    """Raises ValueError when ``now`` has no zone."""
    wall = _utc(now).astimezone(zone).replace(tzinfo=None, fold=0)
    return any(start <= wall < end for start, end in _wall_spans(calendar, wall, wall + SECOND))


def next_open(calendar: Calendar, zone: ZoneInfo, now: datetime, horizon_days: int = HORIZON_DAYS) -> datetime | None:
    """The first instant (UTC) from ``now`` on at which it is open, maybe ``now``; None: not before the horizon."""
    now = _utc(now)
    for start, _end in open_spans(calendar, zone, now, now + horizon_days * ONE_DAY):
        return start
    return None


def next_close(calendar: Calendar, zone: ZoneInfo, now: datetime, horizon_days: int = HORIZON_DAYS) -> datetime | None:
    """The first instant (UTC) from ``now`` on at which it is closed, maybe ``now``; None: not before the horizon."""
    now = _utc(now)
    reached = now
    for start, end in open_spans(calendar, zone, now, now + horizon_days * ONE_DAY):
        if start > reached:
            break
        reached = max(reached, end)  # a long night may overlap the next morning
    return reached if reached < now + horizon_days * ONE_DAY else None


def is_open_all(places: Sequence[Place], now: datetime) -> bool:
    """Open in every place at once."""
    return all(is_open(calendar, zone, now) for calendar, zone in places)


def next_open_all(places: Sequence[Place], now: datetime, horizon_days: int = HORIZON_DAYS) -> datetime | None:
    """The first instant (UTC) from ``now`` on at which every place is open."""
    moment = _utc(now)
    until = moment + horizon_days * ONE_DAY
    openings = [open_spans(calendar, zone, moment, until) for calendar, zone in places]
    current = [next(spans, None) for spans in openings]
    while all(current):
        moment = max(moment, *(span[0] for span in current if span))
        over = [number for number, span in enumerate(current) if span and span[1] <= moment]
        if not over:
            return moment
        for number in over:  # each place is read once from beginning to end, however seldom they meet
            current[number] = next(openings[number], None)
    return None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC)


def open_spans(calendar: Calendar, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    """Open stretches of [since, until) in UTC, by their start; neighbouring ones may touch, or overlap.

    Raises ValueError for a moment without a zone.
    """
    since, until = _utc(since), _utc(until)
    for start, end, offset in _steady(zone, since, until):
        wall_start, wall_end = (start + offset).replace(tzinfo=None), (end + offset).replace(tzinfo=None)
        for opening, closing in _wall_spans(calendar, wall_start, wall_end):
            first = (max(opening, wall_start) - offset).replace(tzinfo=UTC)
            last = (min(closing, wall_end) - offset).replace(tzinfo=UTC)
            if first < last:
                yield first, last


def _wall_spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """Intervals of the days around [start, end), by their local start; the night before reaches into the first."""
    day = start.date() - ONE_DAY
    while day <= end.date():
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a clock on a wall has no zone
        for interval in sorted(calendar.on(day)):
            yield midnight + timedelta(minutes=interval.start), midnight + timedelta(minutes=interval.end)
        day += ONE_DAY


def _steady(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """[since, until) cut into stretches of at most a week in which the offset from UTC stays the same."""
    start = since
    while start < until:
        offset, end = _offset(zone, start), start
        while end < min(start + ONE_WEEK, until):
            following = min(end + ONE_DAY, until)
            if _offset(zone, following) != offset:
                end = _change(zone, end, following)
                break
            end = following
        yield start, end, offset
        start = end


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between the two at which the offset changes. zoneinfo does not tell its transitions."""
    offset = _offset(zone, before)
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
