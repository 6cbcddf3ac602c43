"""What a touch's case can be told."""

from dataclasses import dataclass

from desk.tracking.case import Result
from desk.tracking.model import Touch


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """The tracker told of the same touch once more, with more in it perhaps."""

    touch: Touch


@dataclass(frozen=True, slots=True)
class CustomerAsked:
    """A request to make the customer is about to be sent."""


@dataclass(frozen=True, slots=True)
class CustomerKnown:
    customer_id: str
    made: bool = False


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """A request to make the order is about to be sent; ``marked`` are the customer's orders with the marker so far."""

    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FillingAsked:
    """A request to fill this order is about to be sent."""

    order_id: str


@dataclass(frozen=True, slots=True)
class Ended:
    result: Result
    order_id: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It was refused, or all tries are used up (CR-82). ``in_doubt``: a request may still be under way."""

    reason: str
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class RetryAsked:
    who: str


@dataclass(frozen=True, slots=True)
class TakenByHand:
    who: str


CaseFact = (
    ToldAgain | CustomerAsked | CustomerKnown | OrderAsked | FillingAsked | Ended | GivenUp | RetryAsked | TakenByHand
)
