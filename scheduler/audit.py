"""The auditor: looks for whatever should have moved and did not, puts the hint back, and counts it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from desk.leads.books import NewJob
from desk.leads.commands import PlaceCall, Register
from desk.leads.model import ROBOT, Action, Lead, LeadStatus
from desk.leads.policy import Rules
from desk.leads.service import LeadService
from desk.leads.work import job_for, patience_job, wake_job
from desk.ports import Clock
from storage.books import Books, Store

PATIENCE = timedelta(minutes=2)
MOVING = tuple(status.value for status in ROBOT)
log = structlog.get_logger("audit")


@dataclass(slots=True)
class Audit:
    """``found`` counts hints that were lost: it should stay 0, and is shown in the metrics.

    ``running`` names the jobs that are under way: their leases may run out, the work goes on.
    """

    store: Store
    service: LeadService
    clock: Clock
    running: Callable[[], frozenset[int]]
    found: int = 0

    async def run(self) -> int:
        """Put back what is missing for leads whose announced moment is long past. Returns how many."""
        late = self.clock.now() - PATIENCE

        def work(books: Books) -> int:
            books.jobs.release(self.clock.now(), self.running())
            overdue = [*books.leads.overdue(MOVING, late), *books.leads.forgotten(late)]
            return sum(self._mend(books, books.leads.load(lead_id)) for lead_id in overdue)

        lost = await self.store.write(work)
        if lost:
            log.warning("lost hints were put back", count=lost)
        self.found += lost
        return lost

    def _mend(self, books: Books, lead: Lead) -> int:
        owed = owed_by(lead, self.service.rules())
        if owed is None or books.jobs.knows(owed.key):
            return 0
        books.jobs.put(owed)
        return 1


def owed_by(lead: Lead, rules: Rules) -> NewJob | None:
    """The job that carries out the announced next action of this lead, or that watches the people who have it."""
    if lead.status is LeadStatus.MANUAL:
        return patience_job(None, lead)
    at = lead.next.at or lead.created_at
    if lead.next.action is Action.REGISTER:
        return job_for(Register(), lead, rules, at)
    call = lead.call
    if lead.next.action is Action.CALL and call and not call.asked_at and not call.result:
        return job_for(PlaceCall(call.number), lead, rules, at)
    return wake_job(None, lead)
