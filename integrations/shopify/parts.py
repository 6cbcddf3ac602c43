"""Parts of an order that both of Shopify's shapes have. Anything may be null, missing, or of another kind."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from desk.exchange.model import Line
from desk.phone import dialable

NAME = "shopify"
ONLY_VARIANT = "Default Title"  # of a product that has no variants
TEST = "TEST"  # before the note of an order that was placed in the shop's test mode
PAID = {"paid", "partially_refunded", "refunded"}  # was paid: what is given back later is no step back
FULFILLED = "fulfilled"
HOME = "RU"  # plan of a number typed without its country where the address names none
MOST_MARKS = 200
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


def make_line(
    row: Mapping[str, Any], quantity: Decimal, price: Decimal | None, reduced: Decimal | None, category: str = ""
) -> Line:
    """``price`` of one piece as it was, ``reduced`` after all discounts. Rounded as money of the price's own kind."""
    full = price or Decimal(0)
    places = min(-2, int(full.as_tuple().exponent))
    paid = full if reduced is None else reduced.quantize(Decimal(1).scaleb(places))
    return Line(_title(row), text(row.get("sku")), quantity, paid, max(full - paid, Decimal(0)), category)


def _title(row: Mapping[str, Any]) -> str:
    """``row`` has ``title``, and ``variant``."""
    title, variant = text(row.get("title")), text(row.get("variant"))
    return f"{title} - {variant}" if variant and variant != ONLY_VARIANT else title or text(row.get("name"))


def one_line(address: Mapping[str, Any], province: str, country: str) -> str:
    place = " ".join(part for part in (text(address.get("zip")), text(address.get("city"))) if part)
    parts = (text(address.get("address1")), text(address.get("address2")), place, text(province), text(country))
    return ", ".join(part for part in parts if part)


def phone_of(numbers: Iterable[Any], country: str) -> str:
    """The first that is a number, in E.164; else the first as it was typed. ``country``: ISO code of the address."""
    typed = [number for value in numbers if (number := text(value))]
    read = (dialable(number, country.upper() or HOME, foreign=True).e164 for number in typed)
    return next((number for number in read if number), typed[0] if typed else "")


def name_of(names: Iterable[Any]) -> str:
    """Shopify shows somebody without a name as an e-mail or a number: that is none."""
    return first(name for name in names if "@" not in text(name) and not text(name).lstrip("+").isdecimal())


def comment_of(note: Any, test: Any) -> str:
    parts = (TEST if test is True else "", str(note).strip() if isinstance(note, str) else "")
    return " · ".join(part for part in parts if part)


def utm_of(address: Any) -> dict[str, str]:
    """Of the page where the visit began."""
    try:
        pairs = parse_qsl(urlsplit(text(address)).query, max_num_fields=MOST_MARKS)
    except ValueError:
        return {}
    return {name: value for name, value in reversed(pairs) if name.startswith("utm_") and value}
