"""What a pair can be told. Facts are what one side showed, or what became of our own request."""

from dataclasses import dataclass

from desk.exchange.draft import DealDraft
from desk.exchange.model import Deal, Finality, StoreOrder
from desk.exchange.pair import Side


@dataclass(frozen=True, slots=True)
class OrderSeen:
    order: StoreOrder


@dataclass(frozen=True, slots=True)
class OrderGone:
    """The store has no such order any more."""


@dataclass(frozen=True, slots=True)
class DealAsked:
    """A request to create the deal is about to be sent."""


@dataclass(frozen=True, slots=True)
class DealMade:
    """``found``: by our marker, from an earlier request. ``others`` carry the same marker."""

    deal: Deal
    draft: DealDraft
    found: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DealShown:
    """The deal shows this."""

    draft: DealDraft


@dataclass(frozen=True, slots=True)
class DealSeen:
    """The deal was read."""

    deal: Deal


@dataclass(frozen=True, slots=True)
class DealGone:
    """It was deleted."""


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
    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """A person has looked at a refusal, or wants a lost deal made anew."""

    who: str


Fact = (
    OrderSeen
    | OrderGone
    | DealAsked
    | DealMade
    | DealShown
    | DealSeen
    | DealGone
    | StageMoved
    | StatusTold
    | Refused
    | RetryAsked
)
