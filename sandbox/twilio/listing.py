"""The list of messages: filters and pages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.twilio.errors import Refusal
from sandbox.twilio.message import TwilioMessage, show_message

PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


def select_messages(messages: Sequence[TwilioMessage], query: Mapping[str, str], now: datetime) -> list[TwilioMessage]:
    """Newest first. ``DateSent``, ``DateSent>`` and ``DateSent<`` are days or instants, inclusive, in UTC."""
    return [message for message in reversed(messages) if _matches(message, query, now)]


def _matches(message: TwilioMessage, query: Mapping[str, str], now: datetime) -> bool:
    sent = message.journey.handed if now >= message.journey.handed else message.journey.accepted
    return (
        query.get("To", f"+{message.number}") == f"+{message.number}"
        and query.get("From", message.sender) == message.sender
        and all(_fits(sent, sign, query[f"DateSent{sign}"]) for sign in "<>" if f"DateSent{sign}" in query)
        and ("DateSent" not in query or sent.date() == _read_date(query["DateSent"]).date())
    )


def _fits(sent: datetime, sign: str, limit: str) -> bool:
    moment = _read_date(limit)
    if sign == ">":
        return sent >= moment
    return sent.date() <= moment.date() if len(limit) == len("2026-08-04") else sent <= moment


def _read_date(text: str) -> datetime:
    try:
        if len(text) == len("2026-08-04"):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(20001, "DateSent") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def show_page(found: list[TwilioMessage], query: Mapping[str, str], path: str, now: datetime) -> dict[str, Any]:
    size = min(_read_number(query, "PageSize", PAGE_SIZE), MAX_PAGE_SIZE) or 1
    page = _read_number(query, "Page", 0)
    start = page * size
    rows = found[start : start + size]
    more = start + size < len(found)
    return {
        "messages": [show_message(message, now) for message in rows],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(rows) - 1, 0),
        "uri": _link(path, query, page, size),
        "first_page_uri": _link(path, query, 0, size),
        "next_page_uri": _link(path, query, page + 1, size) if more else None,
        "previous_page_uri": _link(path, query, page - 1, size) if page else None,
    }


def _link(path: str, query: Mapping[str, str], page: int, size: int) -> str:
    return f"{path}?{urlencode(dict(query) | {'PageSize': str(size), 'Page': str(page)})}"


def _read_number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal():
        raise Refusal(20001, name)
    return int(text)
