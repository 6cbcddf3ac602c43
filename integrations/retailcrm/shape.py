"""PHP's shapes, and what may be read out of them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from desk.errors import Temporary

Data = dict[str, Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONG_NUMBER = re.compile(r"\+?\d[\d ()-]{7,}(?=\d{2})")


def as_map(value: Any) -> Data:
    """An empty map arrives as ``[]``."""
    return value if isinstance(value, dict) else {}


def as_rows(value: Any, *, needs: str = "id") -> list[Data]:
    """A list of records, or a map of them by code.

    Raises Temporary for anything else: what is taken for *nothing found* would be written once more.
    """
    rows = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get(needs) for row in rows):
        raise Temporary("RetailCRM answers with something that is no list of records", code="shape")
    return rows


def as_id(value: Any) -> int:
    """The number of a record, as a number or as text; 0 for anything else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() else 0


def as_text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def as_money(value: Any) -> Decimal:
    """Sums are JSON numbers; what is none is nothing."""
    try:
        return Decimal(as_text(value) or "0")
    except InvalidOperation:
        return Decimal(0)


def one_line(text: str, limit: int = 255) -> str:
    return " ".join(text.split())[:limit]


def error_text(text: Any) -> str:
    """A text of the CRM for people: on one line, long numbers masked, without the dot that comes and goes."""
    return one_line(_LONG_NUMBER.sub("…", as_text(text)), 300).rstrip(".")


def clean(value: Any) -> Any:
    """The same value, all strings in it free of control characters and lone surrogates, which JSON cannot carry."""
    if isinstance(value, str):
        plain = _CONTROL.sub("", value.encode("utf-8", "replace").decode())
        return value if plain == value else plain
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value
