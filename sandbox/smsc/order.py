"""What a send request asks for, read and checked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.smsc.dates import read_start
from sandbox.smsc.errors import Refusal
from sandbox.smsc.params import Params

MAX_TEXT = 1000
_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11}|\d{1,15}")
_LEFT_OUT = ("translit", "tinyurl", "hlr", "ping", "viber", "mail", "call", "voice", "push", "flash")


@dataclass(frozen=True, slots=True)
class Order:
    """``texts`` are pairs of number (digits, or as given when hopeless) and text."""

    texts: list[tuple[str, str]]
    client_id: str
    sender: str
    start: datetime
    valid: timedelta
    cost_mode: int
    max_parts: int
    details: bool


def read_order(params: Params, now: datetime) -> Order:
    """Raises Refusal with code 1 (parameters) or 5 (dates)."""
    if any(params.get(name, "0") not in ("", "0") for name in _LEFT_OUT):
        raise Refusal(1)
    return Order(
        texts=_read_texts(params),
        client_id=_read_client_id(params.get("id", "")),
        sender=_read_sender(params.get("sender", "")),
        start=read_start(params.get("time", ""), params.get("tz", ""), now),
        valid=timedelta(hours=_read_number(params.get("valid", "24"), 1, 24)),
        cost_mode=_read_number(params.get("cost", "0"), 0, 3),
        max_parts=_read_number(params.get("maxsms", "0"), 0, 99),
        details="1" in (params.get("op"), params.get("err")),
    )


def repair_number(text: str) -> str:
    """A leading 8 becomes 7, unless the number came with a plus sign; "" when it is no number."""
    number = re.sub(r"[\s()-]", "", text)
    literal = number.startswith("+")
    number = number.removeprefix("+")
    if not literal and re.fullmatch(r"8\d{10}", number):
        number = "7" + number[1:]
    return number if re.fullmatch(r"[1-9]\d{10,14}", number) else ""


def _read_texts(params: Params) -> list[tuple[str, str]]:
    if params.get("list"):
        lines = [line.partition(":") for line in params["list"].splitlines() if line]
        texts = [(number, text.replace("\\n", "\n")) for number, _, text in lines]
    else:
        numbers = re.split(r"[,;]", params.get("phones", ""))
        texts = [(number.strip(), params.get("mes", "")) for number in numbers if number.strip()]
    if not texts or any(not 0 < len(text) <= MAX_TEXT for _, text in texts):
        raise Refusal(1)
    return texts


def _read_client_id(text: str) -> str:
    as_number = text.isdecimal() and 1 <= int(text) <= 2147483647
    as_name = re.fullmatch(r"[A-Za-z0-9._-]{1,40}", text) and not text.isdecimal()
    if text and not (as_number or as_name):
        raise Refusal(1)
    return text


def _read_sender(text: str) -> str:
    if text and not _SENDER.fullmatch(text):
        raise Refusal(6)
    return text


def _read_number(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise Refusal(1)
    return int(text)
