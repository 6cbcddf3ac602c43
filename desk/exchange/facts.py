"""What a pair can be told. Facts are what one side showed, or what became of our own request."""

from dataclasses import dataclass
from datetime import datetime

from desk.exchange.draft import DealDraft
from desk.exchange.model import Deal, Finality, StoreOrder
from desk.exchange.pair import Debt, Duty


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """``asked_at``: when we began to ask for it; None: the store told of it by itself, some time ago perhaps."""

    order: StoreOrder
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderGone:
    """The store has no such order any more."""


@dataclass(frozen=True, slots=True)
class DealAsked:
    """A request to create the deal is about to be sent: in ``stage``, a code, for an order of ``status``.

    Without a stage the CRM chooses one.
    """

    status: str
    stage: str


@dataclass(frozen=True, slots=True)
class DealMade:
    """``draft``: what it was made to show; None: it was found by our marker, and shows what it shows.

    ``others`` carry the same marker. ``remarks``: what the CRM could not take as it was.
    """

    deal: Deal
    draft: DealDraft | None
    others: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DealAssigned:
    """The deal has the person whose category it is; ``deal`` as it is since."""

    deal: Deal


@dataclass(frozen=True, slots=True)
class ShowAsked:
    """A request to make the deal show this is about to be sent."""

    draft: DealDraft


@dataclass(frozen=True, slots=True)
class DealShown:
    """The deal shows this."""

    draft: DealDraft
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DealSeen:
    """The deal was read; ``asked_at``: when we began to ask for it.

    ``ours``: it is what our own request made of it, by a person's wish.
    """

    deal: Deal
    asked_at: datetime
    ours: bool = False


@dataclass(frozen=True, slots=True)
class DealGone:
    """It was deleted. ``deal_id``: which was looked for; empty: the one we know."""

    deal_id: str = ""


@dataclass(frozen=True, slots=True)
class StageMoved:
    """We moved the deal to ``asked``, a stage's code, for the order's ``status``; ``deal`` as it is since."""

    deal: Deal
    asked: str
    status: str


@dataclass(frozen=True, slots=True)
class StatusTold:
    """The store took ``status`` for the deal's ``stage``, a code; ``order`` as it is since, where the store shows it.

    ``ended`` is what the status means to a store that does not say so itself.
    """

    status: str
    stage: str
    ended: Finality = Finality.OPEN
    order: StoreOrder | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """``debt``: what was owed when that side was asked; empty: whatever is owed now.

    ``stage``: the code of that to which a person wished to move the deal.
    """

    duty: Duty
    reason: str
    debt: Debt = ()
    stage: str = ""


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """A person has looked at a refusal, or wants a lost deal made anew."""

    who: str


@dataclass(frozen=True, slots=True)
class Realigned:
    """A person wants the store to follow the CRM, whoever moved last."""

    who: str


Fact = (
    OrderSeen
    | OrderGone
    | DealAsked
    | DealMade
    | DealAssigned
    | ShowAsked
    | DealShown
    | DealSeen
    | DealGone
    | StageMoved
    | StatusTold
    | Refused
    | RetryAsked
    | Realigned
)
