"""What the desk keeps of an order and its deal. Values only; moments are aware, in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.exchange.draft import DealDraft, draft_of
from desk.exchange.model import Deal, Finality, StoreOrder

Debt = tuple[object, ...]  # what is owed to one side, to be told from what is owed to it later


class Halt(StrEnum):
    """Why a pair is not kept in step any more."""

    ENDED_BEFORE = "ended_before"  # it had ended in the store when it was first seen
    DEAL_GONE = "deal_gone"
    ORDER_GONE = "order_gone"


DOUBLED = "doubled"  # several deals carry the order's marker


class Side(StrEnum):
    STORE = "store"
    CRM = "crm"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One side would not take it; trying again changes nothing until a person has looked.

    ``stage``: the code of that to which a person wished to move the deal. Nothing that is owed waits for a wish.
    """

    side: Side
    reason: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Where both stood when they last agreed: whatever differs from it has moved since."""

    status: str
    stage: str  # code


@dataclass(frozen=True, slots=True)
class Pair:
    """One order and its deal.

    ``asked``: a deal may have been created by a request without an answer. ``shown`` is what the deal was
    last made to show; ``tried`` differs from it in what a request without an answer may have changed.
    ``due_stage`` and ``due_status`` are owed to the CRM and to the store; empty: nothing. ``turn`` counts the
    changes of what is owed. ``into_crm`` and ``into_store``: when each direction last carried something.
    ``others`` are deals that carry the same marker, until a person has looked. ``anew``: for a deal that was deleted
    another one is wanted; no request for it was sent yet.
    """

    id: int
    order: StoreOrder
    settled: Settled
    deal: Deal | None = None
    asked: bool = False
    shown: DealDraft | None = None
    tried: DealDraft | None = None
    due_stage: str = ""
    due_status: str = ""
    turn: int = 0
    halt: Halt | None = None
    refusal: Refusal | None = None
    lead_id: int | None = None
    into_crm: datetime | None = None
    into_store: datetime | None = None
    others: tuple[str, ...] = ()
    anew: bool = False

    @property
    def owes_store(self) -> bool:
        return bool(self.due_status) and self.halt is None and not self._refused_by(Side.STORE)

    @property
    def owes_crm(self) -> bool:
        """A deal, its content, or its stage."""
        owes = self.deal is None or bool(self.due_stage) or self.owes_content
        return owes and self.halt is None and not self._refused_by(Side.CRM)

    @property
    def owes_content(self) -> bool:
        """What the order holds is shown while the deal is open (EX-12), and only when it changed (EX-13)."""
        sure = self.tried is None and self.shown == draft_of(self.order).lasting
        return self.deal is not None and not self.closed and not sure

    def debt(self, side: Side) -> Debt:
        """What is or would be owed to that side; its like means that nothing else is owed."""
        if side is Side.STORE:
            return (self.due_status,)
        return (self.deal.id if self.deal else "", self.due_stage, draft_of(self.order).lasting)

    @property
    def live(self) -> bool:
        """Something may still happen to it; what ended on both sides, or is at a halt, only rests."""
        return self.halt is None and not (self.closed and not self.owes_store and not self.due_stage)

    @property
    def closed(self) -> bool:
        """The deal is won or lost: what the order holds is not written to it any more."""
        return self.deal is not None and self.deal.stage.ended is not Finality.OPEN

    @property
    def trouble(self) -> str:
        """What people should look at, as a stable code; empty: nothing."""
        if self.halt or self.refusal:
            return self.halt.value if self.halt else f"refused_by_{self.refusal.side}" if self.refusal else ""
        return DOUBLED if self.others else ""

    def _refused_by(self, side: Side) -> bool:
        return self.refusal is not None and self.refusal.side is side and not self.refusal.stage
