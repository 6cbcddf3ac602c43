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


REFUSED = {side: f"refused_by_{side}" for side in Side}  # codes of trouble, and of the log


class Duty(StrEnum):
    """What may be owed, or wished for. Each is refused by itself: none waits for another."""

    DEAL = "deal"  # that there is one
    CONTENT = "content"  # what it shows
    MANAGER = "manager"  # whose it is
    STAGE = "stage"  # where it stands
    STATUS = "status"  # of the order
    WISH = "wish"  # a person's: where the deal should stand

    @property
    def side(self) -> Side:
        """That has to do it."""
        return Side.STORE if self is Duty.STATUS else Side.CRM


@dataclass(frozen=True, slots=True)
class Refusal:
    """One side would not take it; trying again changes nothing until a person has looked.

    ``stage``: the code of that to which a person wished to move the deal.
    """

    duty: Duty
    reason: str
    stage: str = ""

    @property
    def side(self) -> Side:
        return self.duty.side


@dataclass(frozen=True, slots=True)
class Settled:
    """Where both stood when they last agreed: whatever differs from it has moved since."""

    status: str
    stage: str  # code


@dataclass(frozen=True, slots=True)
class Wording:
    """``status`` is what the store was told, and ``shown`` what it calls that: a word of its own, mapped nowhere."""

    status: str
    shown: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One order and its deal.

    ``asked``: a deal may have been created by a request without an answer. ``shown`` is what the deal was
    last made to show; ``tried`` differs from it in what a request without an answer may have changed.
    ``due_stage`` and ``due_status`` are owed to the CRM and to the store; empty: nothing. ``turn`` counts the
    changes of what is owed. ``into_crm`` and ``into_store``: when each direction last carried something.
    ``refusals``: one for each duty at most, in the order of the duties.
    ``others`` are deals that carry the same marker, until a person has looked. ``anew``: for a deal that was deleted
    another one is wanted; no request for it was sent yet. ``opened_at``: when the order was first seen. ``stand_in``:
    whom the CRM gave a deal that was made before all was known that says whose it is; empty: nobody stands in.
    ``passed``: the status from which a store was moved that has not shown itself since; empty: it has.
    ``wording``: of the last status to which the store gave another name (EX-23).
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
    refusals: tuple[Refusal, ...] = ()
    lead_id: int | None = None
    into_crm: datetime | None = None
    into_store: datetime | None = None
    others: tuple[str, ...] = ()
    anew: bool = False
    opened_at: datetime | None = None
    stand_in: str = ""
    passed: str = ""
    wording: Wording | None = None

    @property
    def owes_store(self) -> bool:
        return self.owes(Duty.STATUS)

    @property
    def owes_crm(self) -> bool:
        """A deal, its content, who is responsible, or its stage."""
        return any(self.owes(duty) for duty in (Duty.DEAL, Duty.CONTENT, Duty.MANAGER, Duty.STAGE))

    def owes(self, duty: Duty) -> bool:
        """It is to be done, and was not refused."""
        if self.halt or any(it.duty is duty for it in self.refusals):
            return False
        match duty:
            case Duty.DEAL:
                return self.deal is None
            case Duty.CONTENT:
                return self.owes_content
            case Duty.MANAGER:
                return self.owes_manager
            case Duty.STAGE:
                return bool(self.due_stage)
            case Duty.STATUS:
                return bool(self.due_status)
            case Duty.WISH:
                return False

    @property
    def owes_content(self) -> bool:
        """What the order holds is shown while the deal is open (EX-12), and only when it changed (EX-13)."""
        sure = self.tried is None and self.shown == draft_of(self.order).lasting
        return self.deal is not None and not self.closed and not sure

    @property
    def owed(self) -> tuple[Side, ...]:
        """The sides that something is owed to."""
        sides = ((Side.STORE, self.owes_store), (Side.CRM, self.owes_crm))
        return tuple(side for side, owes in sides if owes)

    @property
    def owes_manager(self) -> bool:
        """It is known by now whose the deal is, and nobody has given it to another person meanwhile (EX-16)."""
        stands = self.deal is not None and self.deal.assignee == self.stand_in
        return bool(self.stand_in) and stands and not self.closed and self.order.whole

    def debt(self, duty: Duty) -> Debt:
        """What is or would be owed; its like means that nothing else is owed. Nothing of a wish."""
        if duty in (Duty.STATUS, Duty.WISH):
            return (self.due_status,) if duty is Duty.STATUS else ()
        deal_id = self.deal.id if self.deal else ""
        if duty is Duty.MANAGER:
            return (deal_id, self.stand_in)
        return (deal_id, self.due_stage if duty is Duty.STAGE else draft_of(self.order).lasting)

    @property
    def refusal(self) -> Refusal | None:
        """What people read first; a wish hides nothing that is owed."""
        return next(iter(self.refusals), None)

    @property
    def refused_stage(self) -> str:
        """The code of that to which a person wished to move the deal, in vain; empty: none."""
        return next((it.stage for it in self.refusals if it.duty is Duty.WISH), "")

    def without(self, *duties: Duty) -> tuple[Refusal, ...]:
        """Its refusals, but those of these duties."""
        return tuple(it for it in self.refusals if it.duty not in duties)

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
        if self.halt:
            return self.halt.value
        if self.refusal:
            return REFUSED[self.refusal.side]
        return DOUBLED if self.others else ""
