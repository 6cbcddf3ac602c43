"""What the exchange asks of its memory, inside one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk.exchange.ordering import OrderingBook
from desk.exchange.pair import Pair, Side
from desk.exchange.progress import Note
from desk.leads.books import JobBook, LeadBook


class PairBook(Protocol):
    """``load`` raises NotFound."""

    def find(self, store: str, ref: str) -> Pair | None: ...
    def of_deal(self, deal_id: str) -> Pair | None: ...
    def of_lead(self, lead_id: int) -> Pair | None: ...
    def load(self, pair_id: int) -> Pair: ...
    def add(self, pair: Pair, now: datetime) -> Pair:
        """The pair with its number."""
        ...

    def save(self, pair: Pair, now: datetime) -> None: ...
    def write(self, pair_id: int, at: datetime, notes: Sequence[Note]) -> None: ...
    def hint(self, pair_id: int, side: Side, at: datetime) -> None:
        """That side has to be asked what it looks like now."""
        ...

    def hinted(self, side: Side, limit: int) -> list[Pair]:
        """Those to be asked for, the longest waiting first."""
        ...

    def awaits(self, pair_id: int, side: Side) -> bool:
        """Whether that side is still to be asked."""
        ...

    def clear_hint(self, pair_id: int, side: Side, asked_at: datetime) -> None:
        """It was asked for then; a hint that came later stays."""
        ...


class Books(Protocol):
    """All books of one transaction."""

    @property
    def pairs(self) -> PairBook: ...
    @property
    def orderings(self) -> OrderingBook: ...
    @property
    def leads(self) -> LeadBook: ...
    @property
    def jobs(self) -> JobBook: ...
