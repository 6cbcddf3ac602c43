"""Single values of an order, whatever type the form or the script gave them.

Every reader takes the field's name only to say what was wrong, and raises Rejected. Absent, ``null``, an empty
text and PHP's empty array all mean: not given.
"""

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from desk.errors import Rejected
from desk.orders.text import clean_line, clean_lines

LARGEST = Decimal(10) ** 12
_YES = frozenset({"1", "on", "yes", "true", "y", "checked", "да"})
_NO = frozenset({"0", "off", "no", "false", "n", "нет"})
# A number with a currency before or after it: "1 200,50 ₽", "RUB 1200".
_AMOUNT = re.compile(r"[^\d+\-.,]{0,8}([+-]?\d[\d.,]*)[^\d+\-,]{0,8}")
_GROUPS = re.compile(r"[\s'’\u00a0\u202f_]")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")


def is_absent(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, (list, dict, tuple)) and not value)


def read_line(value: Any, field: str, limit: int) -> str:
    return clean_line(_as_text(value, field), limit)


def read_lines(value: Any, field: str, limit: int) -> str:
    return clean_lines(_as_text(value, field), limit)


def read_flag(value: Any, field: str) -> bool | None:
    """Yes, no, or ``None`` when not given. A ticked checkbox of a form is "on" or "1"."""
    if is_absent(value):
        return None
    if isinstance(value, bool):
        return value
    word = _as_text(value, field).strip().casefold()
    if word in _YES | _NO:
        return word in _YES
    raise Rejected("must be yes or no", field=field)


def read_amount(value: Any, field: str) -> Decimal | None:
    """Money: "1 200,50", "1,200.50", "1200.5 руб."; a lone comma before three digits separates thousands."""
    return _read_number(value, field, lone_comma_groups=True)


def read_quantity(value: Any, field: str) -> Decimal | None:
    """A count or a weight, not negative; here a comma is always the decimal one ("1,500" kg)."""
    number = _read_number(value, field, lone_comma_groups=False)
    if number is not None and number < 0:
        raise Rejected("must not be negative", field=field)
    return number


def _as_text(value: Any, field: str) -> str:
    if is_absent(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 256:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    raise Rejected("must be text", field=field)


def _read_number(value: Any, field: str, *, lone_comma_groups: bool) -> Decimal | None:
    text = _as_text(value, field).strip() if not isinstance(value, bool) else "no number"
    if not text:
        return None
    try:
        number = Decimal(_plain_number(text, lone_comma_groups) if len(text) <= 64 else "")
    except InvalidOperation:
        raise Rejected("must be a number", field=field) from None
    if abs(number) > LARGEST:
        raise Rejected("is too large", field=field)
    exponent = number.as_tuple().exponent
    return round(number, 4) if isinstance(exponent, int) and exponent < -4 else number


def _plain_number(text: str, lone_comma_groups: bool) -> str:
    compact = _GROUPS.sub("", text)
    if _PLAIN.fullmatch(compact):
        return compact
    amount = _AMOUNT.fullmatch(compact)
    if not amount:
        return ""
    digits = amount[1].rstrip(".,")
    if "," in digits and "." in digits:
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
        return digits.replace("." if decimal == "," else ",", "").replace(",", ".")
    if digits.count(".") > 1:
        return digits.replace(".", "")
    whole, comma, rest = digits.partition(",")
    if not comma:
        return digits
    groups = "," in rest or (lone_comma_groups and len(rest) == 3 and len(whole.lstrip("+-")) <= 3)
    return digits.replace(",", "") if groups else f"{whole}.{rest}"
