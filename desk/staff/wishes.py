"""What may be changed of a shift, and how it is said. Pure: a shift and words in, the changed shift out."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.errors import Rejected
from desk.staff.moments import UNREADABLE, read_days, read_until
from desk.staff.shift import Shift, plain, plain_city
from desk.values import replace

NOTHING = ("-", "—", "none", "нет")  # takes back what was set before
LONGEST_HOURS = 200
MOST_NAMES, LONGEST_NAME = 50, 60


class Wish(StrEnum):
    """The values are also the words of the audit log."""

    AWAY = "away"
    BACK = "back"
    HOURS = "hours"
    DAYS_OFF = "days_off"
    TAKES = "takes"  # both of the following
    CATEGORIES = "categories"
    CITIES = "cities"


def fulfil(shift: Shift, wish: Wish, words: str, zone: ZoneInfo, now: datetime) -> Shift:
    """The shift as it then is; ``zone`` is the shop's. Raises Rejected, with code ``UNREADABLE`` for the words."""
    words = " ".join(words.split())
    nothing = words.lower() in NOTHING
    if wish is Wish.BACK:
        return replace(shift, away_until=None)
    if wish is Wish.AWAY:
        return replace(shift, away_until=read_until(words, shift, zone, now))
    if wish is Wish.DAYS_OFF:
        return replace(shift, days_off=() if nothing else read_days(words, now.astimezone(zone).date()))
    if wish is Wish.TAKES:
        categories, _, cities = ("", "", "") if nothing else words.partition(";")
        return replace(shift, categories=_names(categories, plain), cities=_names(cities, plain_city))
    if wish is Wish.CATEGORIES:
        return replace(shift, categories=() if nothing else _some(words, plain))
    if wish is Wish.CITIES:
        return replace(shift, cities=() if nothing else _some(words, plain_city))
    return replace(shift, hours="" if nothing else _hours(words))


def _hours(words: str) -> str:
    if not words or len(words) > LONGEST_HOURS:
        raise Rejected("opening hours are written like Mon-Fri 09:00-18:00", code=UNREADABLE)
    try:
        Shift(hours=words)
    except ValueError as error:
        raise Rejected(str(error), code=UNREADABLE) from error
    return words


def _names(words: str, make: Callable[[str], str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for it in words.split(",") if (name := make(it))))
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        raise Rejected(f"at most {MOST_NAMES} names of {LONGEST_NAME} letters", code=UNREADABLE)
    return names


def _some(words: str, make: Callable[[str], str]) -> tuple[str, ...]:
    """At least one name."""
    names = _names(words, make)
    if not names:
        raise Rejected(f"cannot read '{words}'", code=UNREADABLE)
    return names
