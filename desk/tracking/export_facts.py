"""What the export of an order can be told."""

from dataclasses import dataclass
from datetime import datetime

from desk.tracking.export import Standing
from desk.tracking.ports import Bound


@dataclass(frozen=True, slots=True)
class StatusMoved:
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderGone:
    """It was deleted, or merged into another."""


@dataclass(frozen=True, slots=True)
class DealMade:
    """``served``: the changes that were known when the order was read."""

    standing: Standing
    at: datetime
    served: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class DealThere:
    """The tracker has had it, of an earlier telling perhaps."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DealUpdated:
    """``served``: the changes that were known when the order was read. ``standing``: as told now, or before."""

    standing: Standing
    served: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class DealMissing:
    """The tracker was told of a change, and knows no such deal."""


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str


@dataclass(frozen=True, slots=True)
class RetryAsked:
    who: str


@dataclass(frozen=True, slots=True)
class TakenByHand:
    who: str


@dataclass(frozen=True, slots=True)
class DealBound:
    """The tracker's own list says which lead the deal belongs to."""

    bound: Bound


ExportFact = (
    StatusMoved
    | OrderGone
    | DealMade
    | DealThere
    | DealUpdated
    | DealMissing
    | Refused
    | RetryAsked
    | TakenByHand
    | DealBound
)
