"""What a step of a pair is given, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.exchange.mapping import StageMap
from desk.exchange.pair import Pair, Side

DESK = "desk"
LOOK = "look"  # code of an Ignored: the side itself has to be asked


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a pair's log. ``what`` is a stable code."""

    what: str
    who: str = DESK
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """In which circumstances it is decided."""

    now: datetime
    stages: StageMap


@dataclass(frozen=True, slots=True)
class Progress:
    """``look``: a side that has to be asked, since what it said leaves two readings."""

    pair: Pair
    notes: tuple[Note, ...] = ()
    look: Side | None = None


Step = Callable[[Pair, Any, Moment], Progress]
