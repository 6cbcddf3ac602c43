"""What an event of either side says. It is a hint only: the thing itself is read before anything follows (EX-22)."""

from dataclasses import dataclass

from desk.exchange.model import StoreOrder


@dataclass(frozen=True, slots=True)
class StoreHint:
    """Something happened to an order. ``order`` where the event shows it whole; else the store is asked.

    ``first``: it has just been placed.
    """

    store: str
    ref: str
    order: StoreOrder | None = None
    gone: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class DealHint:
    """Something happened to a deal, of which nothing but its id is known."""

    crm: str
    deal_id: str
