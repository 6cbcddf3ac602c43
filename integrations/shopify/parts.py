"""Parts of an order that both of Shopify's shapes have."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from desk.exchange.model import Line
from desk.phone import dialable
from integrations.shopify.status import State
from integrations.shopify.values import first, text

NAME = "shopify"
ONLY_VARIANT = "Default Title"  # of a product that has no variants
TEST = "TEST"  # before the note of an order that was placed in the shop's test mode
PAID = {"paid", "partially_refunded"}
WAS_PAID = PAID | {"refunded"}  # what is given back later is no step back
FULFILLED = "fulfilled"
HOME = "RU"  # plan of a number typed without its country where the address names none
MOST_MARKS = 200


def state_of(tags: Iterable[str], financial: str, fulfilment: str, cancelled_at: Any) -> State:
    """``financial`` and ``fulfilment`` are Shopify's words, in lower case."""
    return State(tuple(tags), financial in WAS_PAID, fulfilment == FULFILLED, bool(cancelled_at))


def what_counts(state: State, current: Decimal | None, placed: Decimal | None) -> Decimal:
    """Edits and refunds count; but cancelling takes everything out, and then it is what the order was."""
    if current is not None and not state.cancelled:
        return current
    return placed or Decimal(0)


def make_line(
    row: Mapping[str, Any], quantity: Decimal, price: Decimal | None, reduced: Decimal | None, category: str | None
) -> Line:
    """``price`` of one piece as it was, ``reduced`` after all discounts. Rounded as money of the price's own kind.

    ``category`` None: the shape does not say.
    """
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
