"""A touch and what became of it. Values only; moments are aware, in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.tracking.keys import search_key
from desk.tracking.model import Touch


class Result(StrEnum):
    """How a touch ended (CR-84)."""

    CREATED_ORDER = "created_order"
    UPDATED_ORDER = "updated_order"
    SKIPPED = "skipped_already_linked"
    NO_CONTACT = "no_contact"
    FAILED = "failed"


class Asked(StrEnum):
    """A request to the CRM that may have been carried out without our hearing of it."""

    CUSTOMER = "customer"
    ORDER = "order"
    FILLING = "filling"


@dataclass(frozen=True, slots=True)
class Case:
    """``result`` None: it is still to be handled, not before ``due_at``.

    ``made_customer``: the customer is there since this touch. ``order_id``: the order that was made, filled, or stood
    in the way; with ``asked`` FILLING, that which may be filled by now. ``marked``: orders of the customer that carried
    the tracker's marker before we asked for another one. ``reason``: why it failed. ``by_hand``: who does it instead.
    ``retried_by``: who wanted it tried again.
    """

    id: int
    touch: Touch
    received_at: datetime
    due_at: datetime
    result: Result | None = None
    customer_id: str = ""
    made_customer: bool = False
    order_id: str = ""
    asked: Asked | None = None
    marked: tuple[str, ...] = ()
    reason: str = ""
    by_hand: str = ""
    retried_by: str = ""

    @property
    def waits(self) -> bool:
        """It is still to be handled, by us."""
        return self.result is None and not self.by_hand

    @property
    def troubled(self) -> bool:
        """A person should look at it (CR-18, CR-82)."""
        return self.result in (Result.FAILED, Result.NO_CONTACT) and not self.by_hand

    @property
    def line(self) -> str:
        """Those of one line are handled one after another (CR-20)."""
        return f"touch:{search_key(self.touch) or self.touch.key}"
