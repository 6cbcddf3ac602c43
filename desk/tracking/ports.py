"""The two doors of call tracking: the tracker, and the CRM whose customers and orders it fills.

All methods raise the errors of ``desk.errors`` and nothing else. All moments are aware datetimes in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from desk.ports import Health
from desk.tracking.model import CrmOrder, Customer, Name, References, Touch, Utm

# --- the CRM ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """``manager``: the CRM's number of who is responsible; 0: nobody is said (CR-24)."""

    name: Name
    phone: str = ""
    email: str = ""
    manager: int = 0
    site: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a touch writes on an order, made or found (CR-45, CR-46, CR-50).

    ``fields``: additional fields by code, without empty ones.
    ``labels``: the CRM's own fields for UTM; None: they are left alone.
    """

    fields: Mapping[str, str]
    labels: Utm | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Without a number: the CRM gives it (CR-42). ``manager`` 0: the CRM distributes (CR-43)."""

    customer_id: str
    name: Name
    site: str
    status: str
    filling: Filling
    phone: str = ""
    email: str = ""
    manager: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the history of orders. ``created``: the order was made; ``status``: it came to another one.

    Rows of neither kind are left out by the adapter, our own writes of fields among them (CR-76).
    """

    order_id: str
    at: datetime
    created: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """``cursor`` goes into the next question; it is kept only when the page has been worked through."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool = False


class TrackingCrm(Protocol):
    """Customers are never edited. Making has no key of ours: look again before a repeat (CR-83)."""

    name: str

    async def customers_by_phone(self, phone: str) -> Sequence[Customer]:
        """Whatever the CRM's search finds for these digits, in any spelling; too much is left to the core (CR-25)."""
        ...

    async def customers_by_email(self, email: str) -> Sequence[Customer]: ...

    async def make_customer(self, new: NewCustomer) -> str:
        """Its id. Raises Unknown when the answer was lost."""
        ...

    async def orders_of(self, customer_id: str) -> Sequence[CrmOrder]:
        """All of them, of every store, in no order (CR-37)."""
        ...

    async def orders(self, order_ids: Sequence[str]) -> Mapping[str, CrmOrder]:
        """As they are now; those that were deleted are missing."""
        ...

    async def make_order(self, new: NewOrder) -> str:
        """Its id. Raises Unknown when the answer was lost; Rejected with the code SITE where store and customer do not
        fit (A-23)."""
        ...

    async def fill_order(self, order: CrmOrder, filling: Filling) -> None:
        """Nothing else is touched (CR-51). Raises NotFound."""
        ...

    async def history(self, cursor: str, begun: datetime) -> History:
        """Changes in their order, of all stores. An empty cursor begins at ``begun``, a moment of ours, however late it
        is asked (CR-77); the CRM's clock may differ."""
        ...

    async def references(self, *, anew: bool = False) -> References:
        """Kept for a while; ``anew``: asked for again (CR-39)."""
        ...

    async def authorise(self) -> None:
        """Raises Unauthorised with the reason, Rejected for a wrong address (CR-03)."""
        ...

    async def make_fields(self, fields: Mapping[str, str]) -> Sequence[str]:
        """Additional fields of orders by code, with their labels: the missing are made; their codes (CR-08)."""
        ...

    def order_url(self, order_id: str) -> str: ...
    def customer_url(self, customer_id: str) -> str: ...
    async def check(self) -> Health: ...


SITE = "site"  # the code of a refusal: the customer belongs to another store

# --- the tracker --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Search:
    """Which lead a new deal is bound to: a call of one of the phones, else a request, else nobody (CR-63 to CR-69).

    ``before``: looked back from, ``depth`` far. Without contacts nobody is looked for.
    """

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    before: datetime
    depth: timedelta


@dataclass(frozen=True, slots=True)
class TrackerDeal:
    """An order as the tracker keeps it (CR-62). ``search`` is for the first telling only (CR-68)."""

    ref: str  # the order's id in the CRM
    title: str  # its number
    funnel: str
    status: str
    status_at: datetime
    revenue: Decimal
    created_at: datetime
    currency: str = ""
    manager: str = ""
    contact: Customer | None = None
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the tracker says of one deal. ``error`` empty: it took it. ``there``: it had it already; ``unknown``: it has
    no such deal."""

    ref: str
    error: str = ""
    there: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """Which lead the tracker has found for a deal: ``call``, ``request`` or ``chat`` with its id. An empty ``kind``:
    nobody (CR-66). ``source``: where they came from, as the tracker has it."""

    kind: str = ""
    id: str = ""
    source: str = ""


class Tracker(Protocol):
    """Deals are told by their ref; telling twice changes nothing."""

    name: str
    site_id: str

    async def touches(self, since: datetime, until: datetime) -> Sequence[Touch]:
        """Calls and requests of that time, the oldest first. Chats cannot be listed."""
        ...

    async def make_deals(self, deals: Sequence[TrackerDeal]) -> Sequence[Told]: ...
    async def update_deals(self, deals: Sequence[TrackerDeal]) -> Sequence[Told]: ...
    async def bindings(self, since: datetime, until: datetime) -> Mapping[str, Bound]:
        """Of the deals that were made at that time, by their refs."""
        ...

    async def check(self) -> Health: ...
