"""What the two sides look like: an order of the store, a deal of the CRM. Values only; moments are aware, in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Finality(StrEnum):
    """Whether something is still worked on, as both sides understand it."""

    OPEN = "open"
    WON = "won"  # the order is completed, the deal is won
    LOST = "lost"  # the order is cancelled, the deal is lost


@dataclass(frozen=True, slots=True)
class Line:
    """``price`` of one piece after ``discount``, which is the discount of one piece.

    ``category`` None: what showed the line did not say; empty: it has none.
    """

    name: str
    sku: str = ""
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    category: str | None = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """``phone`` in E.164 where it is a number, else as it was typed."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    name: str = ""
    price: Decimal = Decimal(0)
    address: str = ""


@dataclass(frozen=True, slots=True)
class StoreOrder:
    """An order as the store showed it. ``status`` in the store's own word, ``ended`` what that means.

    ``status_name``: what people call the status, where the store's word is a code.
    ``marker``: ours, where the desk has made the order for a lead (S4-08).
    ``changed_at`` is its version by the store's clock, or when it came where the store names none.
    ``placed_at``: when the customer placed it; None: the store does not say.
    """

    store: str
    ref: str
    number: str
    status: str
    changed_at: datetime
    ended: Finality = Finality.OPEN
    buyer: Buyer = field(default_factory=Buyer)
    lines: tuple[Line, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)
    total: Decimal = Decimal(0)
    currency: str = ""
    paid: bool = False
    comment: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    status_name: str = ""
    marker: str = ""
    placed_at: datetime | None = None

    @property
    def whole(self) -> bool:
        """Everything was said that decides about a new deal. Events of some stores leave categories out."""
        return all(line.category is not None for line in self.lines)

    @property
    def origin(self) -> str:
        """Our marker in the CRM: there is one deal for each."""
        return f"{self.store}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a pipeline. ``code`` is the CRM's, ``name`` what people read."""

    code: str
    name: str
    ended: Finality = Finality.OPEN


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as the CRM showed it."""

    id: str
    stage: Stage
    changed_at: datetime
    assignee: str = ""
