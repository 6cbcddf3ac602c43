"""The shop's rows: orders and subscriptions, and what happens to them. Every change tells who subscribed."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.shopify.deliveries import Subscription
from sandbox.shopify.order import Order, Row, Variant
from sandbox.shopify.payload import write_order
from sandbox.shopify.refusals import Refusal

FILTER = re.compile(r"(\w+):(>=|<=|>|<)?('[^']*'|\"[^\"]*\"|\S+)")
FIRST_ORDER = 5_678_901_234_567
FIRST_NUMBER = 1001
SIGHT = timedelta(days=60)  # older orders need a right of their own
Emit = Callable[[str, bytes], None]


@dataclass(slots=True)
class Shop:
    """``domain`` is the one on myshopify.com. ``redacted``: the app may not know who its customers are.

    ``index_lag``: for so long the search does not know an order that is new; listings without a query do.
    ``mailed``: orders whose customers were written to. ``cancelling``: orders whose cancellation is under way.
    """

    domain: str
    now: Callable[[], datetime]
    emit: Emit
    title: str = "Часовой магазин"
    currency: str = "RUB"
    redacted: bool = False
    index_lag: timedelta = timedelta()
    orders: dict[int, Order] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    cancelling: set[int] = field(default_factory=set)
    mailed: list[int] = field(default_factory=list)
    _last: dict[str, int] = field(default_factory=dict)

    def next_id(self, kind: str, first: int) -> int:
        self._last[kind] = self._last.get(kind, first - 1) + 1
        return self._last[kind]

    def put(self, order: Order) -> None:
        """It is there from now on."""
        self.orders[order.id] = order
        self.touch(order, "ORDERS_CREATE", *(["ORDERS_PAID"] if order.financial == "paid" else []))

    def touch(self, order: Order, *topics: str) -> None:
        """It has changed: its time is told anew, and so is everybody who listens."""
        order.updated_at = self.now().replace(microsecond=0)
        for topic in (*topics, "ORDERS_UPDATED"):
            self.tell(topic, write_order(order, redacted=self.redacted))

    def tell(self, topic: str, payload: Row) -> None:
        self.emit(topic, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())

    def tag(self, order: Order, tags: list[str]) -> None:
        """Tags are the same in any case of letters; what has a comma is several."""
        known = {tag.casefold() for tag in order.tags}
        wanted = [part.strip() for tag in tags for part in tag.split(",") if part.strip()]
        if new := [tag for tag in wanted if tag.casefold() not in known]:
            order.tags += new
            self.touch(order)

    def untag(self, order: Order, tags: list[str]) -> None:
        gone = {tag.strip().casefold() for tag in tags}
        if any(tag.casefold() in gone for tag in order.tags):
            order.tags = [tag for tag in order.tags if tag.casefold() not in gone]
            self.touch(order)

    def pay(self, order: Order) -> None:
        order.financial = "paid"
        self.touch(order, "ORDERS_PAID")

    def fulfil(self, order: Order, parcels: list[int]) -> None:
        for parcel in order.parcels:
            if parcel.id in parcels:
                parcel.status = "CLOSED"
        whole = order.fulfillment == "fulfilled"
        if whole and order.financial == "paid":
            order.closed_at = self.now()  # the shop's default: what is paid and sent is put into the archive
        self.touch(order, "ORDERS_FULFILLED" if whole else "ORDERS_PARTIALLY_FULFILLED")

    def cancel(self, order: Order, reason: str) -> None:
        order.cancelled_at, order.cancel_reason = self.now(), reason.lower()
        for line in order.lines:
            line.current = 0  # restocked: nothing of it is left in the order
        for parcel in order.open_parcels():
            parcel.status = "CANCELLED"
        if order.financial == "pending":
            order.financial = "voided"
        self.cancelling.discard(order.id)
        self.touch(order, "ORDERS_CANCELLED")

    def delete(self, order: Order) -> None:
        del self.orders[order.id]
        self.tell("ORDERS_DELETE", {"id": order.id})

    def visible(self, *, old: bool) -> list[Order]:
        ends = self.now() - SIGHT
        return [it for it in self.orders.values() if old or it.created_at >= ends]

    def listeners(self, topic: str) -> list[Subscription]:
        self.subscriptions = [it for it in self.subscriptions if not it.removed]
        return [it for it in self.subscriptions if it.topic == topic]


def matches(order: Order, query: str) -> bool:
    """Search terms, all of which must fit. Raises Refusal for one that is not known here."""
    if FILTER.sub("", query).strip():
        raise Refusal(f"this search is not understood: {query}", "BAD_REQUEST")
    return all(_fits(order, *found) for found in FILTER.findall(query))


def fits_variant(variant: Variant, query: str) -> bool:
    """By its article alone. Raises Refusal for any other search."""
    found = FILTER.fullmatch(query)
    if query and (found is None or found[1] != "sku"):
        raise Refusal(f"this search is not understood: {query}", "BAD_REQUEST")
    return found is None or found[3].strip("'\"").casefold() == variant.sku.casefold()


def _fits(order: Order, key: str, sign: str, written: str) -> bool:
    value = written.strip("'\"")
    match key:
        case "updated_at" | "created_at":
            moment, asked = getattr(order, key), datetime.fromisoformat(value)
            compared: dict[str, Any] = {">=": moment >= asked, "<=": moment <= asked, ">": moment > asked}
            return bool(compared.get(sign, moment < asked))
        case "status":
            return _has_status(order, value)
        case "name":
            return order.name.lstrip("#") == value.lstrip("#")
        case "source_identifier":
            return order.source_identifier == value
        case "tag":
            return value.casefold() in {tag.casefold() for tag in order.tags}
    raise Refusal(f"there is no filter {key}", "BAD_REQUEST")


def _has_status(order: Order, word: str) -> bool:
    closed, cancelled = order.closed_at is not None, order.cancelled_at is not None
    known = {
        "any": True,
        "open": not closed and not cancelled,
        "not_closed": not closed,
        "closed": closed,
        "cancelled": cancelled,
    }
    if word not in known:
        raise Refusal(f"there is no status {word}", "BAD_REQUEST")
    return known[word]
