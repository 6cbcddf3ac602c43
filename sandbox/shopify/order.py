"""An order as the shop keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")
Address = dict[str, str]


@dataclass(slots=True)
class Line:
    """``price`` of one piece; ``discount`` of the whole line as it was ordered. ``current``: what is left of it."""

    id: int
    title: str
    sku: str
    price: Decimal
    quantity: int = 1
    variant: str = ""
    discount: Decimal = Decimal(0)
    product_type: str = ""
    product_id: int | None = None
    current: int = 0

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant}" if self.variant else self.title

    @property
    def reduced(self) -> Decimal:
        """Of one piece, after discounts; rounded."""
        return (self.price - self.discount / self.quantity).quantize(CENT)


@dataclass(slots=True)
class Variant:
    """What the shop sells. ``stock`` None: it is not counted."""

    id: int
    product_id: int
    title: str
    sku: str
    price: Decimal
    product_type: str = ""
    stock: int | None = None

    @property
    def gid(self) -> str:
        return f"gid://shopify/ProductVariant/{self.id:012}"


@dataclass(slots=True)
class Parcel:
    """A fulfilment order: what is sent from one place. ``status`` in Shopify's words."""

    id: int
    status: str = "OPEN"
    location: str = "Main"
    service: bool = False  # a fulfilment service sends it, and we may not


@dataclass(slots=True)
class Order:
    """``financial`` is lower case, as in events. Addresses have the names of the REST shape."""

    id: int
    number: int
    created_at: datetime
    updated_at: datetime
    lines: list[Line]
    currency: str = "RUB"
    financial: str = "pending"
    parcels: list[Parcel] = field(default_factory=list)
    customer: dict[str, str] | None = None
    shipping: Address | None = None
    billing: Address | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    way: str = ""
    way_price: Decimal = Decimal(0)
    landing_site: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    test: bool = False
    source_identifier: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def gid(self) -> str:
        return f"gid://shopify/Order/{self.id}"

    @property
    def fulfillment(self) -> str | None:
        """None, ``partial`` or ``fulfilled``; an order that was cancelled before is None."""
        done = [parcel.status == "CLOSED" for parcel in self.parcels if parcel.status != "CANCELLED"]
        if not any(done):
            return None
        return "fulfilled" if all(done) else "partial"

    @property
    def total(self) -> Decimal:
        return sum((it.price * it.quantity - it.discount for it in self.lines), self.way_price)

    @property
    def current_total(self) -> Decimal:
        if self.cancelled_at:
            return Decimal(0)
        return sum((it.reduced * it.current for it in self.lines), self.way_price)

    def open_parcels(self) -> Iterator[Parcel]:
        return (it for it in self.parcels if it.status in ("OPEN", "IN_PROGRESS") and not it.service)


def write_time(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def write_money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def full_name(person: dict[str, str] | None) -> str | None:
    return f"{(person or {}).get('first_name', '')} {(person or {}).get('last_name', '')}".strip() or None


Row = dict[str, Any]
