"""Single values out of what Shopify tells. Anything may be null, missing, or of another kind."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

MOST, FINEST = Decimal(10) ** 12, -12  # of an amount, and of its decimal places


def text(value: Any) -> str:
    """One line; an id may be a number."""
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def first(values: Iterable[Any]) -> str:
    return next((found for value in values if (found := text(value))), "")


def money(value: Any) -> Decimal | None:
    """Amounts are decimal texts. None for what no price or quantity is."""
    try:
        amount = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        return None
    within = amount.is_finite() and abs(amount) < MOST and int(amount.as_tuple().exponent) >= FINEST
    return amount if within else None


def moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
