"""The clock of a response: it runs while the shop is open, and stands still outside the hours (X-14). Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.hours import HORIZON_DAYS, Calendar, open_spans

HORIZON = timedelta(days=HORIZON_DAYS)
NOTHING = timedelta()


def elapsed(calendar: Calendar, zone: ZoneInfo, since: datetime, now: datetime) -> timedelta:
    """How long it was open between the two moments; nothing when ``now`` is before ``since``.

    Raises ValueError for a moment without a zone.
    """
    return sum((end - start for start, end in _spans_apart(calendar, zone, since, now)), NOTHING)


def due_at(calendar: Calendar, zone: ZoneInfo, since: datetime, allowed: timedelta) -> datetime | None:
    """The first instant (UTC) at which it was open for ``allowed`` since then; None when it never opens.

    Nothing allowed is used up at once. Raises ValueError for a moment without a zone.
    """
    left, start = allowed, since
    while left > NOTHING:
        reached = start + HORIZON
        opened = False
        for first, last in _spans_apart(calendar, zone, start, reached):
            if last - first >= left:
                return first + left
            left, opened = left - (last - first), True
        if not opened:
            return None
        start = reached
    return since


def _spans_apart(
    calendar: Calendar, zone: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches without what they share: a long night may overlap the next morning."""
    reached = since
    for start, end in open_spans(calendar, zone, since, until):
        if end > reached:
            yield max(start, reached), end
            reached = end
