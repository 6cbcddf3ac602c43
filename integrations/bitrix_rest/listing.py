"""What has changed, in the order of its change: page by page, and nothing left out.

An offset would leave out a record when another one on an earlier page changes and moves to the end. So a page begins
where the last one ended: with the rest of that second, and then whatever came later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from desk.errors import DeskError
from integrations.bitrix_rest.client import BatchAnswer

PAGE = 50
SECOND, LATER = "second", "later"  # keys of the two questions of a page
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything before the second ``at`` was told, and of that second the records up to ``id``; 0: none of them."""

    at: datetime
    id: int = 0

    @classmethod
    def read(cls, cursor: str, otherwise: DeskError) -> "Mark":
        """Raises ``otherwise`` for what is no cursor of ours."""
        at, _, number = cursor.partition("#")
        try:
            return cls(datetime.fromisoformat(at).astimezone(UTC), int(number))
        except ValueError:
            raise otherwise from None

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}#{self.id}"


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One look: what has changed, and the mark where the next look begins."""

    rows: tuple[RowT, ...]
    mark: Mark
    more: bool


def read_page(answer: BatchAnswer, read: Callable[[Any], Sequence[RowT]]) -> tuple[Sequence[RowT], bool]:
    """The rows, and whether more follow them. A second that fills a page comes alone."""
    second = read(answer.take(SECOND))
    if len(second) >= PAGE:
        return second, True
    later = read(answer.take(LATER))
    return [*second, *later], len(later) >= PAGE
