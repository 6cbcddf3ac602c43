"""Moments and days as people write them to the bot: ``2h``, ``18:30``, ``25.12``, ``tomorrow``, ``31.12-08.01``.

Everything is read by the shop's clock. What cannot be read is Rejected with the code ``UNREADABLE``.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.errors import Rejected
from desk.staff.shift import UNTIL_BACK, Shift, instant, morning
from desk.week import DASH, LONG_DAYS

UNREADABLE = "unreadable"
ONE_DAY = timedelta(days=1)
LONGEST_AWAY = timedelta(days=400)
MOST_DAYS_OFF = 366
WORDS = {
    timedelta(minutes=1): "m min mins minute minutes м мин минуту минуты минут",
    timedelta(hours=1): "h hour hours ч час часа часов",
    ONE_DAY: "d day days д день дня дней",
}
UNITS = {word: length for length, words in WORDS.items() for word in words.split()}
TOMORROW = ("tomorrow", "завтра")
LENGTH = re.compile(r"(\d{1,4})\s*([a-zа-я]+)")
LENGTHS = re.compile(rf"(?:{LENGTH.pattern}\s*)+")
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"
DAY = r"(\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}(?:\.\d{4})?)"
TIME_OF_DAY = re.compile(CLOCK)
DAY_AND_TIME = re.compile(rf"(?P<day>{DAY})(?:\s+{CLOCK})?")
WORD_AND_TIME = re.compile(rf"(?P<word>[^\W\d]+)\s+(?:(?:at|в)\s+)?{CLOCK}")
DAYS = re.compile(rf"{DAY}(?:{DASH}{DAY})?")
ALL_DAYS = re.compile(rf"{DAYS.pattern}(?:[,;\s]+{DAYS.pattern})*")


def read_until(words: str, shift: Shift, zone: ZoneInfo, now: datetime) -> datetime:
    """Until when somebody is away (UTC); without words until they are back. Raises Rejected."""
    text = re.sub(r"^(until|till|до)\s+", "", words.strip().lower())
    if not text:
        return UNTIL_BACK
    try:
        moment = _moment(text, shift, zone, now)
    except (ValueError, OverflowError) as error:
        raise _unreadable(words) from error
    if moment <= now:
        raise Rejected("that moment is past already", code="past")
    if moment > now + LONGEST_AWAY:
        raise Rejected("that is more than a year ahead", code="far")
    return moment


def read_days(words: str, today: date) -> tuple[date, ...]:
    """Days and ranges of days, in order; those that are over are left out. Raises Rejected.

    A day without a year is the next one of that name; a range that has begun is the one that has begun.
    """
    text = words.strip(" \t,;")
    if not ALL_DAYS.fullmatch(text):
        raise _unreadable(words)
    days: set[date] = set()
    for found in DAYS.finditer(text):
        try:
            days.update(_range(found[1], found[2] or found[1], today))
        except (ValueError, OverflowError) as error:
            raise _unreadable(words) from error
    kept = sorted(day for day in days if day >= today)
    if not kept:
        raise Rejected("those days are past already", code="past")
    if len(kept) > MOST_DAYS_OFF:
        raise Rejected("that is more than a year of days off", code="far")
    return tuple(kept)


def _moment(text: str, shift: Shift, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    if LENGTHS.fullmatch(text):
        return now + _length(text)
    if clock := TIME_OF_DAY.fullmatch(text):
        moment = instant(zone, today, _time(clock))
        return moment if moment > now else instant(zone, today + ONE_DAY, _time(clock))
    if day := _named_day(text, today):
        return morning(shift, zone, day)
    if (found := WORD_AND_TIME.fullmatch(text)) and (day := _named_day(found["word"], today)):
        return instant(zone, day, _time(found))
    if found := DAY_AND_TIME.fullmatch(text):
        return instant(zone, _day(found["day"], today), _time(found) if found["hour"] else time.min)
    told = datetime.fromisoformat(text.upper())
    return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)


def _named_day(word: str, today: date) -> date | None:
    """Tomorrow, or the next day of that name; None for any other word."""
    if word in TOMORROW:
        return today + ONE_DAY
    return today + ONE_DAY * ((LONG_DAYS[word] - today.weekday() - 1) % 7 + 1) if word in LONG_DAYS else None


def _length(text: str) -> timedelta:
    """Raises ValueError for a unit that is none."""
    pairs = LENGTH.findall(text)
    if not all(unit in UNITS for _, unit in pairs):
        raise ValueError(f"'{text}' is no length of time")
    return sum((int(number) * UNITS[unit] for number, unit in pairs), timedelta())


def _time(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"]))


def _range(first: str, last: str, today: date) -> list[date]:
    """Raises ValueError for days that do not exist, and for a range without an end or longer than a year."""
    end = _day(last, today)
    start = end if first == last else _day(first, end, before=True)
    if not start <= end < start + MOST_DAYS_OFF * ONE_DAY:
        raise ValueError(f"{first}-{last} is not a range of days")
    return [start + number * ONE_DAY for number in range((end - start).days + 1)]


def _day(text: str, near: date, *, before: bool = False) -> date:
    """Without a year: the next such day from ``near`` on, or the latest one ``before`` it. Raises ValueError."""
    if "-" in text:
        return date.fromisoformat(text)
    day, month, *year = map(int, text.split("."))
    if year:
        return date(year[0], month, day)
    date(2024, month, day)  # a leap year: what does not exist there never does
    years = range(near.year, near.year - 9, -1) if before else range(near.year, near.year + 9)
    found = (date(it, month, day) for it in years if (month, day) != (2, 29) or _is_leap(it))
    return next(it for it in found if (it <= near if before else it >= near))


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - ONE_DAY).day == 29


def _unreadable(words: str) -> Rejected:
    return Rejected(f"cannot read '{words}'", code=UNREADABLE)
