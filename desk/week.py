"""Opening hours as a shop writes them: ``Mon-Fri 09:00-13:00, 14:00-18:00; Sat 10:00-16:00; Sun closed``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

DAY_MINUTES = 24 * 60
LAST_MINUTE = DAY_MINUTES - 1
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUSSIAN_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
LONG_DAYS = {
    **dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), range(7), strict=True)),
    **dict(
        zip(("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"), range(7), strict=True)
    ),
    **{name: number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(RUSSIAN_DAYS)},
}
CLOSED = ("closed", "off", "закрыто", "выходной")
DAILY = ("daily", "ежедневно")
ALWAYS = ("24/7", "круглосуточно")
DASH = r"\s*[-\u2010-\u2015]\s*"  # people paste every kind of dash
TOKEN = re.compile(
    rf"""[\s,;:.]*(?:
    (?P<hours>\d{{1,2}}:\d{{2}}{DASH}\d{{1,2}}:\d{{2}})(?![\d:])
    |(?P<always>24/7)
    |(?P<days>[^\W\d]+(?:{DASH}[^\W\d]+)?)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Minutes since local midnight, the end excluded. An end above 24 h is on the next day.

    It belongs to the day on which it starts. Raises ValueError when it is empty or longer than a day.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MINUTES and self.start < self.end <= self.start + DAY_MINUTES):
            raise ValueError(f"{self} is empty, or longer than a day")

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


WHOLE_DAY = Interval(0, DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Seven days from Monday, each with its intervals in order; an empty day is closed."""

    days: tuple[tuple[Interval, ...], ...]

    def on(self, day: date) -> tuple[Interval, ...]:
        return self.days[day.weekday()]


def parse_interval(text: str) -> Interval:
    """``09:00-21:00``; ``22:00-02:00`` ends on the next day; 23:59 and 24:00 both mean the day's end.

    Raises ValueError.
    """
    found = re.fullmatch(rf"\s*(\d{{1,2}}):(\d{{2}}){DASH}(\d{{1,2}}):(\d{{2}})\s*", text)
    if not found:
        raise ValueError(f"'{text}' is not like 09:00-21:00")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        raise ValueError(f"'{text}': there is no such time of day")
    if start == end:
        raise ValueError(f"'{text}' is empty: write 00:00-24:00 for a whole day")
    if end == LAST_MINUTE:
        end = DAY_MINUTES
    return Interval(start, end if end > start else end + DAY_MINUTES)


def parse_hours(text: str) -> WeekHours:
    """Read a week; days that are not named are closed, hours without a day are for every day.

    Understands English and Russian day names, lists and ranges of days (``Fri-Mon`` too), several intervals a day,
    ``closed``, ``24/7``. Raises ValueError, with a text for the person who wrote it.
    """
    week: dict[int, tuple[Interval, ...]] = {}
    for days, intervals in _groups(text):
        for day in days or range(7):
            if day in week:
                raise ValueError(f"{DAYS[day].title()} is named twice in '{text}'")
            week[day] = _in_order(intervals)
    if not week:
        raise ValueError("opening hours are empty: write them like Mon-Fri 09:00-21:00, or 24/7")
    return WeekHours(tuple(week.get(day, ()) for day in range(7)))


def _groups(text: str) -> Iterator[tuple[list[int], list[Interval]]]:
    """Days, and the hours that follow them; new days after hours begin a new group."""
    days: list[int] = []
    intervals: list[Interval] | None = None
    for kind, word in _tokens(text):
        if kind == "days" and word not in (*CLOSED, *ALWAYS):
            if intervals is not None:
                yield days, intervals
                days, intervals = [], None
            days += _days(word)
        else:
            if intervals is not None and (not intervals or word in CLOSED):
                raise ValueError(f"'{text}': a day is either closed or has hours")
            intervals = (intervals or []) + _intervals(kind, word)
    if intervals is not None:
        yield days, intervals
    elif days:
        raise ValueError(f"no hours after the last day in '{text}': add them, or the word closed")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place, text = 0, text.strip(" \t\r\n,;:.")
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found or not found.lastgroup:
            raise ValueError(f"cannot read '{text[place:].strip(' ,;:.')}': write like Mon-Fri 09:00-21:00, Sat closed")
        yield found.lastgroup, found[found.lastgroup].lower()
        place = found.end()


def _days(word: str) -> list[int]:
    if word in DAILY:
        return list(range(7))
    names = re.split(DASH, word)
    for name in names:
        if name not in LONG_DAYS:
            raise ValueError(f"'{name}' is not a day of the week: Mon, Tue, Wed, Thu, Fri, Sat, Sun")
    first, last = LONG_DAYS[names[0]], LONG_DAYS[names[-1]]
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def _intervals(kind: str, word: str) -> list[Interval]:
    if kind == "hours":
        return [parse_interval(word)]
    return [] if word in CLOSED else [WHOLE_DAY]


def _in_order(intervals: list[Interval]) -> tuple[Interval, ...]:
    ordered = tuple(sorted(intervals))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise ValueError(f"{earlier} and {later} overlap")
    return ordered


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes if minutes <= DAY_MINUTES else minutes - DAY_MINUTES, 60)
    return f"{hour:02}:{minute:02}"
