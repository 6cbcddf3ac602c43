"""When somebody works, and what they take (X-17, X-54). Pure; weekly hours and days off are by the shop's clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk.hours import WHOLE_DAY, Calendar, WeekHours, is_open, next_close, next_open, parse_hours
from desk.leads.cities import KIND

ALWAYS = WeekHours(((WHOLE_DAY,),) * 7)
UNTIL_BACK = datetime(9999, 1, 1, tzinfo=UTC)  # away, and nobody knows for how long
MORNING = time(9)  # of those who have no hours of their own
SEEN_DAYS = 8  # the end of a shift is looked for within a week


class Presence(StrEnum):
    ON_DUTY = "on_duty"
    OFF_SHIFT = "off_shift"
    AWAY = "away"  # they said so themselves, or somebody did for them


@lru_cache(256)
def _week(hours: str) -> WeekHours:
    return parse_hours(hours) if hours else ALWAYS


@dataclass(frozen=True, slots=True)
class Shift:
    """``hours`` as the shop writes its own (``Mon-Fri 09:00-18:00``); empty: whenever the shop works.

    ``days_off`` are whole days, but for a night that began before. ``away_until`` is UTC, None: not away.
    ``categories`` and ``cities`` are what they take, as ``plain`` and ``plain_city`` make names; none named: all.
    Raises ValueError for hours that cannot be read.
    """

    hours: str = ""
    days_off: tuple[date, ...] = ()
    away_until: datetime | None = None
    categories: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _week(self.hours)

    @property
    def calendar(self) -> Calendar:
        return Calendar(_week(self.hours), dict.fromkeys(self.days_off, ()))

    def away(self, now: datetime) -> bool:
        return self.away_until is not None and self.away_until > now


UNTOLD = Shift()  # of somebody about whom nothing was said


def presence(shift: Shift, zone: ZoneInfo, now: datetime) -> Presence:
    """``zone`` is the shop's. Raises ValueError when ``now`` has no zone."""
    if shift.away(now):
        return Presence.AWAY
    return Presence.ON_DUTY if is_open(shift.calendar, zone, now) else Presence.OFF_SHIFT


def on_duty(shift: Shift, zone: ZoneInfo, now: datetime) -> bool:
    """Raises ValueError when ``now`` has no zone."""
    return presence(shift, zone, now) is Presence.ON_DUTY


def back_at(shift: Shift, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first instant (UTC) from ``now`` on at which they are on duty, maybe ``now``.

    None: nobody knows, or not within a year.
    """
    if shift.away_until == UNTIL_BACK:
        return None
    return next_open(shift.calendar, zone, max(now, shift.away_until or now))


def leaves_at(shift: Shift, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The end (UTC) of the duty they have now; None when they are not on duty, or have no end of it in sight."""
    return next_close(shift.calendar, zone, now, SEEN_DAYS) if on_duty(shift, zone, now) else None


def morning(shift: Shift, zone: ZoneInfo, day: date) -> datetime:
    """The instant (UTC) at which they begin on ``day``; nine o'clock where no hours say so."""
    hours = shift.calendar.on(day) if shift.hours else ()
    if not hours:
        return instant(zone, day, MORNING)
    start = datetime.combine(day, time()) + timedelta(minutes=min(hours).start)
    return instant(zone, day, start.time())


def instant(zone: ZoneInfo, day: date, clock: time = time.min) -> datetime:
    """When the clock on the wall shows this (UTC); of two such instants the first, of none the one after the gap."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def plain(name: str) -> str:
    """Names are the same however they are typed: lower case, single blanks, е for ё."""
    return " ".join(name.lower().replace("ё", "е").split())


def plain_city(name: str) -> str:
    """«г. Тверь, центр» is Tver, too."""
    return plain(KIND.sub("", name.split(",", maxsplit=1)[0].strip()))
