"""Calltouch's moments: each endpoint writes them in its own way, and all of them in the cabinet's zone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

CALLS_DAY = "%d/%m/%Y"  # of the diaries of calls and of deals
REQUESTS_DAY = "%m/%d/%Y"  # of the list of requests alone
DEALS_MOMENT = "%d-%m-%Y %H:%M:%S"

UNIX = re.compile(r"\d{9,13}(\.\d+)?")
MILLISECONDS = 100_000_000_000  # a number beyond it cannot be seconds: that would be the year 5138
YEARS = range(2000, 2100)
YEAR_FIRST = re.compile(r"\d{4}-")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")


def read_moment(told: Any, zone: ZoneInfo) -> datetime | None:
    """Unix seconds or milliseconds, ``2026-03-05 10:53:01``, ``05/03/2026 10:53:01`` or ``05-03-2026 10:53:01``.

    UTC; without an offset it is the time of ``zone``. None for what is no moment.
    """
    text = str(told).strip()
    try:
        if UNIX.fullmatch(text):
            number = float(text)
            return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, UTC)
        moment = _read_written(text)
        if moment is None or moment.year not in YEARS:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_written(text: str) -> datetime | None:
    """Raises ValueError."""
    if YEAR_FIRST.match(text):
        return datetime.fromisoformat(text)
    if parts := DAY_FIRST.fullmatch(text):
        day, month, year, time = parts.groups()
        hour, _, rest = (time or "0:00").partition(":")
        return datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02} {int(hour):02}:{rest}")
    return None


def write_moment(moment: datetime, zone: ZoneInfo) -> str:
    """As deals have it."""
    return moment.astimezone(zone).strftime(DEALS_MOMENT)


def days_between(since: datetime, until: datetime, zone: ZoneInfo) -> list[date]:
    """Every day of the cabinet that the time touches, the earliest first."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
