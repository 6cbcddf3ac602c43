"""Rows of the lists of calls and requests as touches."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.orders.text import clean_line
from desk.tracking.model import Kind, Touch, Utm
from integrations.calltouch.client import as_dict, as_rows
from integrations.calltouch.events import is_under_way, read_email, read_id
from integrations.calltouch.fields import LONGEST
from integrations.calltouch.moments import read_moment
from integrations.calltouch.phones import read_phone
from integrations.calltouch.vocabulary import TEMPLATE, is_empty

LONGEST_CALL = timedelta(hours=2)  # one that is still said to be under way has ended without anybody telling

Record = Mapping[str, Any]


def read_call(row: Record, site_id: str, zone: ZoneInfo) -> Touch | None:
    """None where the row lacks what a touch cannot be without. A hidden number is an empty one."""
    number, at = read_id(text(row.get("callId"))), _moment(row, ("timestamp", "date"), zone)
    if not number or at is None:
        return None
    return Touch(
        Kind.CALL,
        number,
        read_id(text(row.get("siteId"))) or site_id,
        at,
        phone=read_phone(text(row.get("callerNumber"))),
        utm=_utm(row),
        source=text(row.get("source")),
        medium=text(row.get("medium")),
    )


def read_request(row: Record, site_id: str, zone: ZoneInfo) -> Touch | None:
    """The session, and with it every source, is missing where a request was imported."""
    number, at = read_id(text(row.get("requestId"))), _moment(row, ("date", "dateStr"), zone)
    if not number or at is None:
        return None
    client, session = as_dict(row.get("client")), as_dict(row.get("session"))
    return Touch(
        Kind.REQUEST,
        number,
        read_id(text(row.get("siteId"))) or site_id,
        at,
        phone=next(_phones(client), ""),
        email=next(_emails(client), ""),
        name=text(client.get("fio")),
        subject=text(row.get("subject")),
        utm=_utm(session),
        source=text(session.get("source")),
        medium=text(session.get("medium")),
    )


def has_ended(row: Record, touch: Touch, now: datetime) -> bool:
    return not is_under_way(text(row.get("callphase"))) or now - touch.at > LONGEST_CALL


def text(value: Any) -> str:
    """A text or a number without its placeholders; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = clean_line(str(value), LONGEST)
    return "" if is_empty(line) or TEMPLATE.search(line) else line


def _moment(row: Record, names: tuple[str, ...], zone: ZoneInfo) -> datetime | None:
    found = (read_moment(row.get(name), zone) for name in names)
    return next((moment for moment in found if moment), None)


def _utm(row: Record) -> Utm:
    return Utm(
        text(row.get("utmSource")),
        text(row.get("utmMedium")),
        text(row.get("utmCampaign")),
        text(row.get("utmContent")),
        text(row.get("utmTerm")),
    )


def _phones(client: Record) -> Iterator[str]:
    rows = client.get("phones")
    for row in rows if isinstance(rows, list) else []:
        if number := read_phone(text(row.get("phoneNumber") if isinstance(row, dict) else row)):
            yield number


def _emails(client: Record) -> Iterator[str]:
    """Named in two ways, of which neither is certain: what looks like an address is one."""
    for row in as_rows(client.get("contacts")):
        told = (text(row.get(name)) for name in ("contactValue", "value"))
        if email := next((it for value in told if (it := read_email(value))), ""):
            yield email
