"""The plain words of the trade: customer, order, money. Values only."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Consent:
    """What the customer agreed to, with the evidence. ``None`` means: was not asked."""

    calls: bool | None = None
    advertising: bool | None = None
    text: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    name: str
    sku: str = ""
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    category: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """``phone`` as it was typed; the dialable number is the lead's."""

    name: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    timezone: str = ""  # IANA name, as the order said it
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order as the store sent it. ``extra`` keeps unknown fields, to be shown."""

    source: str
    ref: str
    customer: Customer
    order_id: str = ""
    lines: tuple[OrderLine, ...] = ()
    total: Decimal | None = None
    currency: str = ""
    comment: str = ""
    consent: Consent = field(default_factory=Consent)
    partner_code: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def sum(self) -> Decimal:
        """The stated total, or the lines added up."""
        if self.total is not None:
            return self.total
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Partner:
    """Whose link brought the customer. ``id`` and ``name`` are empty when the CRM knows nobody by ``code``."""

    code: str
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """A request from outside, untouched. Header names are lower case; ``query`` keeps the first of each name."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    url: str  # as the neighbour addressed it: public base address, path and query
    received_at: datetime
