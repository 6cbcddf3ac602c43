"""One value of one field: read from a request, kept typed, written in the old or the new way."""

from datetime import datetime, time, timezone
from typing import Any, Final

from sandbox.bitrix24 import php
from sandbox.bitrix24.dates import parse_date, write_date
from sandbox.bitrix24.fields import Field

DROPPED: Final = object()
LINKS = ("user", "crm_company", "crm_contact", "crm_lead", "employee")
WHOLE = (*LINKS, "integer", "crm_category", "enumeration")
DATES = ("date", "datetime")
_LONG = ("COMMENTS", "STATUS_DESCRIPTION", "SOURCE_DESCRIPTION", "ADDITIONAL_INFO")


def read(field: Field, raw: Any, zone: timezone) -> Any:
    """The kept value, or ``DROPPED`` when the portal silently takes the field out of the request."""
    if field.multiple:
        if raw in ("", None, False):
            return []
        items = php.as_list(raw) if isinstance(raw, (list, dict)) else [raw]
        kept = [_read_one(field, item, zone) for item in items]
        return [item for item in kept if item is not DROPPED and item not in (None, "")]
    if isinstance(raw, (list, dict)) and field.kind != "file":
        return DROPPED
    return _read_one(field, raw, zone)


def _read_one(field: Field, raw: Any, zone: timezone) -> Any:
    if field.kind in DATES:
        return _read_date(field, raw, zone)
    if field.kind in WHOLE:
        return _read_whole(field, raw)
    if field.kind == "double":
        return None if raw in ("", None) else php.number(raw)
    if field.kind == "file":
        return raw
    return _read_flag(field, raw) if field.kind in ("char", "boolean") else _read_text(field, raw)


def _read_flag(field: Field, raw: Any) -> Any:
    if field.kind == "char":
        return "Y" if raw == "Y" else "N"
    return 1 if raw in (1, "1", "Y", "true") else 0


def _read_text(field: Field, raw: Any) -> str:
    written = php.text(raw)
    return written if field.name in _LONG or field.custom else written[:255]


def _read_date(field: Field, raw: Any, zone: timezone) -> Any:
    if raw in ("", None):
        return None
    moment = parse_date(raw, zone)
    if moment is None:
        return DROPPED
    if field.kind == "date":
        return datetime.combine(moment.date(), time(), zone)
    return moment.astimezone(zone)


def _read_whole(field: Field, raw: Any) -> Any:
    if raw in ("", None, False):
        return None
    number = php.integer(raw)
    if field.kind == "enumeration" and number not in field.options:
        return DROPPED
    return number


def write_old(field: Field, value: Any, zone: timezone) -> Any:
    """Strings everywhere; an empty date is "", an empty link is null or "0", an empty multiple UF is false."""
    if field.multiple:
        return [write_old_one(field, item, zone) for item in value] if value else (not field.custom and [])
    return write_old_one(field, value, zone)


def write_old_one(field: Field, value: Any, zone: timezone) -> Any:
    if value is None:
        return "" if field.kind in DATES or field.custom else None
    if field.kind in DATES:
        return write_date(value, zone)
    if field.kind == "double":
        return f"{value:.2f}" if not field.custom else f"{value:g}"
    return value if field.kind == "file" else str(value)


def write_new(field: Field, value: Any, zone: timezone) -> Any:
    """JSON types; flags stay ``Y``/``N``, an empty link is 0."""
    if field.multiple:
        return [write_new_one(field, item, zone) for item in value or []]
    return write_new_one(field, value, zone)


def write_new_one(field: Field, value: Any, zone: timezone) -> Any:
    if value is None:
        return 0 if field.kind in ("crm_company", "crm_contact") else None
    if field.kind in DATES:
        return write_date(value, zone)
    if field.kind == "boolean":
        return "Y" if value else "N"
    if field.kind == "double":
        return int(value) if value == int(value) else value
    return value
