"""Which days a report is about: whole days of the shop's zone, the last one being today."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Span(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


DAYS = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 30}


@dataclass(frozen=True, slots=True)
class Period:
    """[``since``, ``until``) in UTC, ``until`` being now; ``zone`` (IANA) is the shop's."""

    span: Span
    since: datetime
    until: datetime
    zone: str


def period_of(span: Span, now: datetime, zone: str) -> Period:
    return Period(span, midnight(now, zone, DAYS[span] - 1), now, zone)


def midnight(now: datetime, zone: str, days_ago: int = 0) -> datetime:
    """The first instant (UTC) of the day there, so many days ago."""
    where = ZoneInfo(zone)
    day = now.astimezone(where).date() - timedelta(days=days_ago)
    return datetime.combine(day, time(), where).astimezone(UTC)
