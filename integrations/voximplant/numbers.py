"""Phone numbers and figures as the service writes them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_LONG = re.compile(r"\d{7,}")


def strip_digits(number: str) -> str:
    """Digits only: the form that every method takes, and in which numbers are compared."""
    return "".join(sign for sign in number if sign.isdigit())


def mask(text: str) -> str:
    """Text that people and logs may see: of a long number its last four digits."""
    return _LONG.sub(lambda found: f"…{found[0][-4:]}", text)


def read_amount(value: Any) -> Decimal | None:
    """A sum of money, however it is written; None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def read_seconds(value: Any) -> int:
    """A duration; 0 when it is missing or nonsense."""
    amount = read_amount(value)
    return int(amount) if amount is not None and 0 < amount < 86_400 else 0


def read_id(value: Any) -> str:
    """An id as text: they are 64-bit numbers, and some answers leave them out."""
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
