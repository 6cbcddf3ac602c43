"""Between an order that comes by ``POST /orders/{source}`` and an order of a store, both ways."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from desk.exchange.mapping import ENDS, same
from desk.exchange.model import Buyer, Delivery, Finality, Line, StoreOrder
from desk.model import Customer, Order, OrderLine

STATUS, PAID, DELIVERY, PRICE, ADDRESS, CHANGED = (
    "status",
    "paid",
    "delivery",
    "delivery_price",
    "address",
    "updated_at",
)
TRUE = frozenset({"true", "yes", "y", "1", "paid", "да"})


def store_order_of(order: Order, phone: str, statuses: Mapping[str, str], received_at: datetime) -> StoreOrder:
    """What any CMS sends. ``statuses`` is the mapping of stages: its words for won and lost end an order.

    It has no status of its own where the CMS names none; ``updated_at`` is its version, else when it came.
    """
    extra, status = order.extra, str(order.extra.get(STATUS) or "")
    lines = tuple(Line(it.name, it.sku, it.quantity, it.price, category=it.category) for it in order.lines)
    return StoreOrder(
        store=order.source,
        ref=ref_of(order),
        number=ref_of(order),
        status=status,
        changed_at=_moment(extra.get(CHANGED)) or received_at,
        ended=end_of(status, statuses),
        buyer=Buyer(order.customer.name, phone or order.customer.phone, order.customer.email),
        lines=lines,
        delivery=Delivery(_text(extra.get(DELIVERY)), _amount(extra.get(PRICE)), _text(extra.get(ADDRESS))),
        total=order.sum,
        currency=order.currency,
        paid=_text(extra.get(PAID)).casefold() in TRUE,
        comment=order.comment,
        utm=order.utm,
    )


def ref_of(order: Order) -> str:
    """As the store knows it, where it says so."""
    return order.order_id or order.ref


def end_of(status: str, statuses: Mapping[str, str]) -> Finality:
    return next((end for key, end in ENDS.items() if same(statuses.get(key, ""), status)), Finality.OPEN)


def lead_order_of(order: StoreOrder) -> Order:
    """The order as the main job works on it."""
    return Order(
        source=order.store,
        ref=order.ref,
        customer=Customer(order.buyer.name, order.buyer.phone, order.buyer.email),
        order_id=order.number,
        lines=tuple(OrderLine(it.name, it.sku, it.quantity, it.price, it.category or "") for it in order.lines),
        total=order.total,
        currency=order.currency,
        comment=order.comment,
        utm=order.utm,
    )


def _moment(value: Any) -> datetime | None:
    """With a time zone, or it is no version."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _amount(value: Any) -> Decimal:
    text = _text(value).replace(",", ".")
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else Decimal(0)


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""
