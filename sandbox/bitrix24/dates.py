"""Dates as the portal reads and writes them: ISO 8601 with the server's offset."""

from datetime import datetime, timezone

_FORMATS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d")


def parse_date(value: object, zone: timezone) -> datetime | None:
    """None for what cannot be read; a time without offset is the server's own."""
    if not isinstance(value, str) or not value.strip():
        return None
    moment = _iso(value.strip()) or _local(value.strip())
    if moment and moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    return moment


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _local(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  the caller adds the server's zone
        except ValueError:
            continue
    return None


def write_date(moment: datetime, zone: timezone) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
