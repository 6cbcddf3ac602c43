"""The auditor: looks for whatever should have moved and did not, puts the hint back, and counts it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from desk.leads.books import NewJob
from desk.leads.model import ROBOT
from desk.leads.service import LeadService
from desk.leads.work import hold_job, owed_by
from desk.ports import Clock
from storage.books import Books, Store

PATIENCE = timedelta(minutes=2)
MOVING = tuple(status.value for status in ROBOT)
log = structlog.get_logger("audit")


def nothing_more(_books: Books, _late: datetime) -> Iterable[NewJob]:
    """Only leads owe anything."""
    return ()


@dataclass(slots=True)
class Audit:
    """``found`` counts hints that were lost: it should stay 0, and is shown in the metrics.

    ``running`` names the jobs that are under way: their leases may run out, the work goes on. ``more``: what others
    have owed since before a moment.
    """

    store: Store
    service: LeadService
    clock: Clock
    running: Callable[[], frozenset[int]]
    more: Callable[[Books, datetime], Iterable[NewJob]] = nothing_more
    found: int = 0

    async def run(self) -> int:
        """Put back what is missing for leads whose announced moment is long past. Returns how many."""
        late = self.clock.now() - PATIENCE

        def work(books: Books) -> int:
            books.jobs.release(self.clock.now(), self.running())
            overdue = [*books.leads.overdue(MOVING, late), *books.leads.forgotten(late)]
            held = [hold_job(None, books.leads.load(lead_id)) for lead_id in books.leads.held(late)]
            owed = [owed_by(books.leads.load(lead_id), self.service.rules()) for lead_id in overdue]
            return sum(self._mend(books, it) for it in (*held, *owed, *self.more(books, late)) if it)

        lost = await self.store.write(work)
        if lost:
            log.warning("lost hints were put back", count=lost)
        self.found += lost
        return lost

    def _mend(self, books: Books, owed: NewJob) -> int:
        if books.jobs.knows(owed.key):
            return 0
        books.jobs.put(owed)
        return 1
