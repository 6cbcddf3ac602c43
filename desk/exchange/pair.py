"""What the desk keeps of an order and its deal. Values only; moments are aware, in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.exchange.draft import DealDraft
from desk.exchange.model import Deal, Finality, StoreOrder


class Halt(StrEnum):
    """Why a pair is not kept in step any more."""

    ENDED_BEFORE = "ended_before"  # it had ended in the store when it was first seen
    DEAL_GONE = "deal_gone"
    ORDER_GONE = "order_gone"


class Side(StrEnum):
    STORE = "store"
    CRM = "crm"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One side would not take it; trying again changes nothing until a person has looked."""

    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Where both stood when they last agreed: whatever differs from it has moved since."""

    status: str
    stage: str  # code


@dataclass(frozen=True, slots=True)
class Pair:
    """One order and its deal.

    ``asked``: a deal may have been created by a request without an answer. ``shown`` is what the deal was
    last made to show. ``due_stage`` and ``due_status`` are owed to the CRM and to the store; empty: nothing.
    ``into_crm`` and ``into_store`` say when each direction last carried something.
    """

    id: int
    order: StoreOrder
    settled: Settled
    deal: Deal | None = None
    asked: bool = False
    shown: DealDraft | None = None
    due_stage: str = ""
    due_status: str = ""
    halt: Halt | None = None
    refusal: Refusal | None = None
    lead_id: int | None = None
    into_crm: datetime | None = None
    into_store: datetime | None = None

    @property
    def closed(self) -> bool:
        """The deal is won or lost: what the order holds is not written to it any more."""
        return self.deal is not None and self.deal.stage.ended is not Finality.OPEN
