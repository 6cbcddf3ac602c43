"""The slow oracle of opening hours: somebody who looks at the clock on the wall every minute.

Nothing of the desk's arithmetic is used here. A wall knows what zoneinfo says at each minute of UTC; a timetable is
painted onto local minutes, day by day, and looked up.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 1440
MINUTE = timedelta(minutes=1)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Spans = tuple[tuple[int, int], ...]


class Wall:
    """What the clock on one wall shows, minute by minute of UTC, from a day on."""

    def __init__(self, zone: str, since: datetime, days: int) -> None:
        self.zone = zone
        self.since = since
        there = ZoneInfo(zone)
        seen = [minute.astimezone(there) for minute in _minutes(since, days)]
        shown = [it.toordinal() * DAY + it.hour * 60 + it.minute for it in seen]
        self.first_day = min(shown) // DAY
        self.last_day = max(shown) // DAY
        self.runs = _runs([it - self.first_day * DAY for it in shown])

    def index(self, moment: datetime) -> int:
        return (moment - self.since) // MINUTE

    def moment(self, index: int) -> datetime:
        return self.since + index * MINUTE


def _runs(shown: list[int]) -> list[tuple[int, int]]:
    """Stretches in which the wall goes on minute by minute: where each begins, and how long it is."""
    breaks = [number for number in range(1, len(shown)) if shown[number] != shown[number - 1] + 1]
    return [(shown[start], end - start) for start, end in pairwise([0, *breaks, len(shown)])]


@lru_cache(maxsize=4)
def _minutes(since: datetime, days: int) -> list[datetime]:
    return [since + number * MINUTE for number in range(days * DAY)]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Seven days of spans in minutes since local midnight, an end above a day's on the next; and days that differ."""

    week: Sequence[Spans]
    special: Mapping[date, Spans] = field(default_factory=dict)

    def on(self, ordinal: int) -> Spans:
        day = date.fromordinal(ordinal)
        return self.special[day] if day in self.special else self.week[day.weekday()]

    def watch(self, wall: Wall) -> bytes:
        """Open (1) or closed (0), for each minute of the wall."""
        painted = bytearray((wall.last_day - wall.first_day + 4) * DAY)
        for ordinal in range(wall.first_day - 1, wall.last_day + 1):
            for start, end in self.on(ordinal):
                offset = (ordinal - wall.first_day + 1) * DAY
                painted[offset + start : offset + end] = b"\1" * (end - start)
        today = bytes(painted[DAY:])
        return b"".join(today[place : place + length] for place, length in wall.runs)

    def shows_open(self, wall: datetime) -> bool:
        """Whether it is open when the clock on the wall shows this."""
        minute = wall.hour * 60 + wall.minute
        today, yesterday = self.on(wall.toordinal()), self.on(wall.toordinal() - 1)
        return any(a <= minute < b for a, b in today) or any(a <= minute + DAY < b for a, b in yesterday)

    def written(self) -> str:
        """The week as a shop would write it."""
        return "; ".join(f"{NAMES[number]} {_write(spans)}" for number, spans in enumerate(self.week))


def _write(spans: Spans) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans) or "closed"


def _clock(minute: int) -> str:
    shown = minute if minute <= DAY else minute - DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def both(one: bytes, other: bytes) -> bytes:
    """Open here and there."""
    return (int.from_bytes(one, "big") & int.from_bytes(other, "big")).to_bytes(len(one), "big")


# --- what shops may write -------------------------------------------------------------------------------------


def every_day(*spans: tuple[int, int]) -> Timetable:
    return Timetable((spans,) * 7)


def clock(text: str) -> tuple[int, int]:
    """``22:00-02:00`` as minutes."""
    start, end = (int(it[:2]) * 60 + int(it[3:]) for it in text.split("-"))
    return start, end if end > start else end + DAY


# Ordinary days, nights, and hours whose borders lie in the hours that clocks skip or repeat.
USUAL = (
    "09:00-21:00",
    "10:00-18:00",
    "00:00-24:00",
    "22:00-02:00",
    "02:10-02:50",
    "01:30-02:30",
    "02:00-03:00",
    "23:30-00:30",
)
USUAL_TABLES = tuple(every_day(clock(text)) for text in USUAL)


def draw_spans(dice: random.Random) -> Spans:
    kind = dice.random()
    if kind < 0.05:
        return ()
    if kind < 0.5:
        return (clock(dice.choice(USUAL)),)
    borders = sorted(dice.sample(range(0, DAY + 240, dice.choice((1, 5, 30))), dice.choice((2, 4, 6))))
    pairs = zip(borders[::2], borders[1::2], strict=True)
    return tuple(pair for pair in pairs if can_be_written(*pair))


def can_be_written(start: int, end: int) -> bool:
    """From a minute of this day, for less than a day; and 23:59 is the desk's word for the day's end."""
    return start < DAY and end < start + DAY and end % DAY != DAY - 1


def draw_timetable(dice: random.Random, around: date) -> Timetable:
    if dice.random() < 0.4:
        return Timetable((draw_spans(dice),) * 7, _draw_special(dice, around))
    return Timetable([draw_spans(dice) for _ in range(7)], _draw_special(dice, around))


def _draw_special(dice: random.Random, around: date) -> dict[date, Spans]:
    days = dice.sample(range(-1, 9), dice.choice((0, 0, 1, 2)))
    return {around + timedelta(days=day): draw_spans(dice) if dice.random() < 0.5 else () for day in days}


# --- changes of the clocks --------------------------------------------------------------------------------------


def find_changes(zone: str, since: int, until: int) -> list[datetime]:
    """The first minute of every new offset, of the years [since, until): looked for hour by hour, minute by minute."""
    there, step = ZoneInfo(zone), timedelta(hours=6)
    moment, end = datetime(since, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC)
    before, found = moment.astimezone(there).utcoffset(), []
    while moment < end:
        moment += step
        now = moment.astimezone(there).utcoffset()
        if now != before:
            minutes = (moment - step + number * MINUTE for number in range(361))
            found.append(next(it for it in minutes if it.astimezone(there).utcoffset() != before))
            before = now
    return found
