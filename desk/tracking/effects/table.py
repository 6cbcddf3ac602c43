"""What all effects of call tracking stand on: the memory, the service and the clock."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from desk.errors import Ignored, Temporary
from desk.leads.books import Store
from desk.ports import Clock
from desk.tracking.books import Books
from desk.tracking.case import Case
from desk.tracking.case_facts import CaseFact
from desk.tracking.export_facts import ExportFact
from desk.tracking.service import TrackingService

T = TypeVar("T")
A_MOMENT = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Table:
    store: Store
    service: TrackingService
    clock: Clock

    async def load(self, case_id: int) -> Case:
        return await self.store.read(lambda books: books.touches.load(case_id))

    async def tell(self, case_id: int, fact: CaseFact) -> Case:
        """A fact that may have become old news."""

        def work(books: Books, now: datetime) -> Case:
            try:
                return self.service.tell(books, case_id, fact, now)
            except Ignored:
                return books.touches.load(case_id)

        return await self.write(work)

    async def tell_exports(self, told: Sequence[tuple[int, ExportFact]]) -> None:
        await self.write(lambda books, now: self.service.tell_exports(books, told, now))

    async def claim(self, case: Case, *things: str) -> None:
        """Until the case has ended nobody else handles these (CR-20). Raises Temporary."""
        if not await self.write(lambda books, now: books.touches.claim(case.id, things, now)):
            raise Temporary("another touch of this customer is being handled", retry_after=A_MOMENT, blameless=True)

    async def with_order(self, order_ids: Collection[str]) -> set[str]:
        """Those that another touch has made or filled."""
        return await self.store.read(lambda books: books.touches.with_order(order_ids))

    async def write(self, work: Callable[[Books, datetime], T]) -> T:
        return await self.store.write(lambda books: work(books, self.clock.now()))
