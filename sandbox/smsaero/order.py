"""What ``sms/send`` asks for, read and checked field by field."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.smsaero.errors import Refusal
from sandbox.smsaero.params import Params

_FURTHEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    numbers: list[str]
    many: bool  # asked with ``numbers``: answered by an array
    text: str
    sign: str
    leave: datetime
    callback_url: str
    callback_json: bool
    channel: str


def read_order(params: Params, now: datetime, validation_status: int) -> Order:
    """Raises Refusal naming every field at fault."""
    many = "numbers" in params
    given = params.get("numbers") if many else [params.get("number", "")]
    numbers = [str(number) for number in given] if isinstance(given, list) else []
    leave = _read_leave(params.get("dateSend"), now)
    faults = {
        "numbers" if many else "number": _doubt(bool(numbers) and all(map(is_number, numbers))),
        "text": _doubt(2 <= len(str(params.get("text", ""))) <= 640),
        "sign": _doubt(2 <= len(str(params.get("sign", ""))) <= 64),
        "dateSend": _doubt(leave is not None),
        "callbackUrl": _doubt(_is_url(params.get("callbackUrl", ""))),
    }
    wrong = {name: words for name, words in faults.items() if words}
    if wrong or leave is None:
        raise Refusal("Validation error.", validation_status, wrong)
    return Order(
        numbers=numbers,
        many=many,
        text=str(params["text"]),
        sign=str(params["sign"]),
        leave=leave,
        callback_url=str(params.get("callbackUrl", "")),
        callback_json=str(params.get("callbackFormat", "")) == "JSON",
        channel=str(params.get("channel", "FREE SIGN")),
    )


def is_number(text: str) -> bool:
    """7 to 15 digits, no plus sign."""
    return re.fullmatch(r"[1-9]\d{6,14}", text) is not None


def _doubt(right: bool) -> list[str]:
    return [] if right else ["incorrect"]


def _read_leave(given: Any, now: datetime) -> datetime | None:
    """None for what is no unix time, or lies more than a week ahead."""
    if given in (None, ""):
        return now
    if not str(given).isdecimal():
        return None
    moment = datetime.fromtimestamp(int(given), UTC)
    return max(moment, now) if moment <= now + _FURTHEST else None


def _is_url(given: Any) -> bool:
    if given == "":
        return True
    parts = urlsplit(str(given))
    return parts.scheme in ("http", "https") and bool(parts.hostname)
