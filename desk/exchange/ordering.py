"""An order that the desk makes in the store for a lead that came another way: by e-mail, by phone, from a form (S4-08).

The lead's marker is written on the order. By it the order is found again, and known when the store tells of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.errors import Conflict, Rejected
from desk.exchange.model import Buyer, Line
from desk.exchange.pair import Pair
from desk.leads.books import JobBook, Lane, LeadBook, NewJob, Priority
from desk.leads.model import Lead
from desk.values import replace

OURS = "ringdesk-"
MAKE_ORDER = "exchange.make_order"
NO_GOODS = "the lead names no goods: the store cannot make an order of it"
THERE = "the store has this order already"


@dataclass(frozen=True, slots=True)
class WantedOrder:
    """What the store is asked for. ``marker`` stands on the order for ever."""

    marker: str
    buyer: Buyer
    lines: tuple[Line, ...]
    city: str = ""
    currency: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Ordering:
    """A person's wish. ``asked``: a request that may have made the order was sent. ``made``: the store's number."""

    lead_id: int
    who: str
    asked: bool = False
    made: str = ""
    refusal: str = ""

    @property
    def waits(self) -> bool:
        return not self.made and not self.refusal


class OrderingBook(Protocol):
    """By the marker of the lead."""

    def find(self, marker: str) -> Ordering | None: ...
    def keep(self, marker: str, ordering: Ordering, now: datetime) -> None: ...


class LeadPairs(Protocol):
    def of_lead(self, lead_id: int) -> Pair | None: ...


class Books(Protocol):
    @property
    def leads(self) -> LeadBook: ...
    @property
    def jobs(self) -> JobBook: ...
    @property
    def orderings(self) -> OrderingBook: ...
    @property
    def pairs(self) -> LeadPairs: ...


def marker_of(lead: Lead) -> str:
    return f"{OURS}{lead.origin}"


def ask_order(books: Books, lead: Lead, store: str, who: str, now: datetime) -> None:
    """From now on an order of the store is owed to this lead. Raises Conflict.

    A wish that was refused may be repeated: whatever an earlier request did is found.
    """
    known = check_order(books, lead, store) or Ordering(lead.id, who)
    books.orderings.keep(marker_of(lead), replace(known, who=who, refusal=""), now)
    books.jobs.put(make_order(lead.id, now))


def check_order(books: Books, lead: Lead, store: str) -> Ordering | None:
    """What was wished for before. Raises Conflict where the store has the order, or cannot make it."""
    if books.pairs.of_lead(lead.id) or lead.order.source == store:
        raise Conflict(THERE)
    if not lead.order.lines:
        raise Conflict(NO_GOODS)
    known = books.orderings.find(marker_of(lead))
    if known and known.made:
        raise Conflict(THERE)
    return known


def make_order(lead_id: int, now: datetime) -> NewJob:
    key = f"{MAKE_ORDER}:{lead_id}"
    why = "a person wants the order in the store"
    return NewJob(MAKE_ORDER, Lane.STORE, key, now, why, line=key, lead_id=lead_id, priority=Priority.PROMPT)


def wanted_order(lead: Lead) -> WantedOrder:
    """Raises Rejected for a lead of which no order can be made."""
    order = lead.order
    if not order.lines:
        raise Rejected(NO_GOODS)
    return WantedOrder(
        marker=marker_of(lead),
        buyer=Buyer(order.customer.name, lead.phone or order.customer.phone, order.customer.email),
        lines=tuple(Line(it.name, it.sku, it.quantity, it.price, category=it.category) for it in order.lines),
        city=order.customer.city,
        currency=order.currency,
        comment=order.comment,
    )
