"""An order as an event shows it: the older, REST-shaped form. It names no product types: of what category a line
is, is left unsaid."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from desk.exchange.model import Buyer, Delivery, Line, StoreOrder
from integrations.shopify import parts
from integrations.shopify.status import State, end_of, word_of
from integrations.shopify.values import first, moment, money, text

Payload = Mapping[str, Any]


def read_payload(payload: Payload, received_at: datetime) -> StoreOrder | None:
    """None where the event shows no whole order (its subscription was narrowed, say)."""
    ref = text(payload.get("id"))
    if not ref or not isinstance(payload.get("line_items"), list):
        return None
    state = read_state(payload)
    status = word_of(state)
    return StoreOrder(
        store=parts.NAME,
        ref=ref,
        number=text(payload.get("name")) or ref,
        status=status,
        changed_at=moment(payload.get("updated_at")) or received_at,
        ended=end_of(status),
        buyer=_buyer(payload),
        lines=tuple(line for row in _rows(payload, "line_items") if (line := _line(row, state)).quantity > 0),
        delivery=_delivery(payload),
        total=parts.what_counts(state, money(payload.get("current_total_price")), money(payload.get("total_price"))),
        currency=text(payload.get("currency")),
        paid=text(payload.get("financial_status")) in parts.PAID,
        comment=parts.comment_of(payload.get("note"), payload.get("test")),
        utm=parts.utm_of(payload.get("landing_site")),
        marker=text(payload.get("source_identifier")),
        placed_at=moment(payload.get("created_at")),
    )


def read_state(payload: Payload) -> State:
    return parts.state_of(
        (tag.strip() for tag in text(payload.get("tags")).split(",") if tag.strip()),
        text(payload.get("financial_status")),
        text(payload.get("fulfillment_status")),
        payload.get("cancelled_at"),
    )


def _rows(payload: Payload, key: str) -> Iterator[Payload]:
    rows = payload.get(key)
    return (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else iter(())


def _part(payload: Payload, key: str) -> Payload:
    part = payload.get(key)
    return part if isinstance(part, dict) else {}


def _line(row: Payload, state: State) -> Line:
    ordered, price = money(row.get("quantity")) or Decimal(0), money(row.get("price"))
    quantity = parts.what_counts(state, money(row.get("current_quantity")), ordered)
    discount = _discount(row)
    reduced = price - discount / ordered if price is not None and ordered > 0 else price
    named = {**row, "variant": row.get("variant_title")}
    return parts.make_line(named, quantity, price, reduced, _category(row))


def _category(row: Payload) -> str | None:
    """What is no product of the shop's has none; of a product it is not said."""
    return "" if row.get("product_id", "unsaid") is None else None


def _discount(row: Payload) -> Decimal:
    """Of the whole line as it was ordered. Its part of a discount on the order stands in the allocations only."""
    shares = [money(it.get("amount")) or Decimal(0) for it in _rows(row, "discount_allocations")]
    return sum(shares, Decimal(0)) if shares else money(row.get("total_discount")) or Decimal(0)


def _buyer(payload: Payload) -> Buyer:
    shipping, billing = _part(payload, "shipping_address"), _part(payload, "billing_address")
    customer = _part(payload, "customer")
    own_name = f"{text(customer.get('first_name'))} {text(customer.get('last_name'))}"
    numbers = (payload.get("phone"), shipping.get("phone"), billing.get("phone"), customer.get("phone"))
    return Buyer(
        parts.name_of((own_name, shipping.get("name"), billing.get("name"))),
        parts.phone_of(numbers, first((shipping.get("country_code"), billing.get("country_code")))),
        first((payload.get("email"), payload.get("contact_email"), customer.get("email"))),
    )


def _delivery(payload: Payload) -> Delivery:
    ways = [row for row in _rows(payload, "shipping_lines") if row.get("is_removed") is not True]
    prices = (money(way.get("discounted_price", way.get("price"))) for way in ways)
    address = _part(payload, "shipping_address")
    return Delivery(
        first(way.get("title") for way in ways),
        sum((price for price in prices if price is not None), Decimal(0)),
        parts.one_line(address, text(address.get("province_code")), text(address.get("country_code"))),
    )
