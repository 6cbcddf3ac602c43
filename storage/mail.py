"""The busy ends of the inbox: what is kept, and what is understood, is written together where it comes together."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from desk.model import InboundRequest
from storage.gathering import Gathering
from storage.inbox import Inbox

MOST = 64  # rows of one statement
LONGEST_OUTCOME = 500
Delivery = tuple[str, str, InboundRequest]  # source, its name there, what it was
Mark = tuple[int, datetime, str]  # the row, when (UTC) and how it ended


class _Books(Protocol):
    @property
    def inbox(self) -> Inbox: ...


class Mail:
    """``write`` runs a function in a transaction. Both raise Temporary when nothing can be written."""

    def __init__(self, write: Callable[[Callable[[_Books], None]], Awaitable[None]]) -> None:
        self._kept: Gathering[Delivery, None] = Gathering(lambda them: write(lambda books: _keep(books, them)), MOST)
        self._read: Gathering[Mark, None] = Gathering(lambda them: write(lambda books: _mark(books, them)), MOST)

    async def keep(self, source: str, delivery: str, request: InboundRequest) -> None:
        """A delivery that is known already is not kept again."""
        await self._kept.put((source, delivery, request))

    async def mark(self, row_id: int, at: datetime, outcome: str) -> None:
        """It is understood."""
        await self._read.put((row_id, at, outcome[:LONGEST_OUTCOME]))


def _keep(books: _Books, deliveries: Sequence[Delivery]) -> None:
    books.inbox.keep_all(deliveries)


def _mark(books: _Books, marks: Sequence[Mark]) -> None:
    """Rows of one outcome in one step; it ended, as far as anybody needs to know, when the last of them did."""
    outcomes = dict.fromkeys(outcome for _row, _at, outcome in marks)
    for outcome in outcomes:
        alike = [(row, at) for row, at, how in marks if how == outcome]
        books.inbox.handle_all([row for row, _ in alike], max(at for _, at in alike), outcome)
