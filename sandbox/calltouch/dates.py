"""Calltouch's dates: another spelling at every door."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CALLS_DAY = "%d/%m/%Y"
REQUESTS_DAY = "%m/%d/%Y"
RECORD = "%d/%m/%Y %H:%M:%S"
DEAL = "%d-%m-%Y %H:%M:%S"
# How a time may stand in a webhook.
SPELLINGS = {"sql": "%Y-%m-%d %H:%M:%S", "slash": RECORD, "dash": DEAL}

_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_MOMENT = re.compile(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d")


def read_day(text: str, pattern: str) -> date:
    """Raises ValueError; a day that is another one in this pattern is misread, as there."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is no day")
    return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """``dd-mm-yyyy HH:MM:SS``. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment")
    return datetime.strptime(text, DEAL).replace(tzinfo=zone)


def spell(moment: datetime, how: str, zone: ZoneInfo) -> str:
    """``sql``, ``slash``, ``dash``, ``unix`` or ``ms``."""
    if how in ("unix", "ms"):
        return str(int(moment.timestamp() * (1000 if how == "ms" else 1)))
    return moment.astimezone(zone).strftime(SPELLINGS[how])


def is_within(moment: datetime, first: date, last: date, zone: ZoneInfo) -> bool:
    return first <= moment.astimezone(zone).date() <= last


def days(first: date, last: date) -> int:
    return (last - first) // timedelta(days=1) + 1
