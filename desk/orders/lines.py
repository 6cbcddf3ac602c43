"""The lines of an order."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from desk.errors import Rejected
from desk.model import OrderLine
from desk.orders.values import is_absent, read_amount, read_line, read_quantity

MOST_LINES = 1000
_KNOWN = frozenset({"sku", "name", "quantity", "price", "category"})


def read_items(value: Any) -> tuple[OrderLine, ...]:
    """A list, or a form's numbered rows. Raises Rejected naming ``items[<n>].<field>``, n from zero."""
    return tuple(_read_line(row, f"items[{at}]") for at, row in enumerate(_rows(value)))


def leftovers(value: Any) -> Iterator[tuple[str, Any]]:
    """What the lines said beyond our words, named ``items[<n>].<field>``."""
    for at, row in enumerate(_rows(value)):
        for name, extra in row.items():
            if name not in _KNOWN:
                yield f"items[{at}].{name}", extra


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    if is_absent(value):
        return ()
    if isinstance(value, Mapping) and all(str(key).isdecimal() for key in value):
        value = list(value.values())
    if not isinstance(value, list):
        raise Rejected("must be a list", field="items")
    if len(value) > MOST_LINES:
        raise Rejected(f"more than {MOST_LINES} lines", field="items")
    for at, row in enumerate(value):
        if not isinstance(row, Mapping):
            raise Rejected("must be an object", field=f"items[{at}]")
    return value


def _read_line(row: Mapping[str, Any], at: str) -> OrderLine:
    sku = read_line(row.get("sku"), f"{at}.sku", 100)
    quantity = read_quantity(row.get("quantity"), f"{at}.quantity")
    return OrderLine(
        name=read_line(row.get("name"), f"{at}.name", 300) or sku,
        sku=sku,
        quantity=Decimal(1) if quantity is None else quantity,
        price=read_amount(row.get("price"), f"{at}.price") or Decimal(0),
        category=read_line(row.get("category"), f"{at}.category", 200),
    )
