"""Order lines and delivery as product rows of a deal.

https://apidocs.bitrix24.com/api-reference/crm/universal/product-rows/crm-item-productrow-set.html
"""

from collections.abc import Mapping
from typing import Any

from desk.exchange.draft import DealDraft
from desk.exchange.model import Line
from desk.values import replace
from integrations.bitrix24.deals.products import key_of
from integrations.bitrix24.deals.words import LABELS
from integrations.bitrix24.lead import number
from integrations.bitrix_rest.client import Command
from integrations.values import one_line

OWNER = "D"  # ownerType of deals
ABSOLUTE = 1  # discountTypeId: so much money a piece
MOST_IN_BATCH = 50  # PHP drops what exceeds its limit of variables in a query string, without a word

Row = dict[str, Any]


def make_rows(draft: DealDraft, products: Mapping[str, int], language: str) -> list[Row]:
    """``products`` by article; a line of any other is free text. Delivery is a row when it costs something (EX-08)."""
    rows = [_row(line, products.get(key_of(line.sku))) for line in draft.lines]
    if draft.delivery.price:
        name = one_line(draft.delivery.name) or LABELS[language]["delivery"]
        rows.append({"productName": name, "price": number(draft.delivery.price), "quantity": "1"})
    return [row | {"sort": (n + 1) * 10} for n, row in enumerate(rows)]


def set_rows(deal_id: str, rows: list[Row]) -> Command:
    """Replaces all rows, so it may be repeated."""
    return Command("crm.item.productrow.set", {"ownerType": OWNER, "ownerId": deal_id, "productRows": rows})


def same_rows(one: DealDraft, other: DealDraft) -> bool:
    return one.lines == other.lines and replace(one.delivery, address="") == replace(other.delivery, address="")


def _row(line: Line, product: int | None) -> Row:
    row: Row = {"productName": _name(line, free=product is None), "price": number(line.price)}
    row["quantity"] = number(line.quantity)
    if product is not None:
        row["productId"] = product
    if line.discount:
        row |= {"discountTypeId": ABSOLUTE, "discountSum": number(line.discount)}
    return row


def _name(line: Line, *, free: bool) -> str:
    """A free row has no place for the article but its name."""
    name, sku = one_line(line.name), one_line(line.sku)
    if free and sku and sku not in name:
        name = f"{name} ({sku})" if name else sku
    return name or sku or "—"
