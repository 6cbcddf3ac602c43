"""Jumps of the world's time: to somebody's night, to somebody's morning."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOMENTS = {"morning": time(9, 0), "night": time(23, 30)}


def seconds_to(moment: str, zone: str, now: datetime) -> float:
    """World seconds until it is next ``moment`` in ``zone``. Raises ValueError for an unknown one."""
    if moment not in MOMENTS:
        raise ValueError(f"there is no moment {moment!r}")
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"there is no time zone {zone!r}") from error
    local = now.astimezone(place)
    day = local.date() if local.time() < MOMENTS[moment] else local.date() + timedelta(days=1)
    # Back to UTC before the difference: a night may be an hour longer or shorter.
    wanted = datetime.combine(day, MOMENTS[moment], place).astimezone(UTC)
    return (wanted - now.astimezone(UTC)).total_seconds()
