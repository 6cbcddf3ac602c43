"""PHP's shapes, and what may be read out of them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from desk.errors import Temporary
from integrations.values import mask_numbers

Data = dict[str, Any]


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


def as_text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def as_money(value: Any) -> Decimal:
    """Sums are JSON numbers; what is none is nothing."""
    try:
        return Decimal(as_text(value) or "0")
    except InvalidOperation:
        return Decimal(0)


def error_text(text: Any) -> str:
    """A text of the CRM for people: on one line, long numbers masked, without the dot that comes and goes."""
    return mask_numbers(as_text(text)).rstrip(".")
