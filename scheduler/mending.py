"""Parked leads go on by themselves once the CRM accepts our credentials again."""

from dataclasses import dataclass

from desk.crm import Crm
from desk.errors import Conflict, DeskError, Ignored
from desk.leads.books import Lane
from desk.leads.events import CrmMended
from desk.leads.model import Trouble
from desk.leads.service import LeadService
from desk.ports import Clock
from scheduler.watch import Watch
from storage.books import Books, Store

CRM = Lane.CRM.value


@dataclass(frozen=True, slots=True)
class Mending:
    store: Store
    service: LeadService
    clock: Clock
    crm: Crm
    watch: Watch

    async def run(self) -> int:
        """Ask the CRM while it is said to be broken or leads are parked for its token; returns how many went on."""
        broken, parked = await self.store.read(_look)
        if not broken and not parked:
            return 0
        try:
            await self.crm.check()
        except DeskError:  # still not: the incident is open, and this is asked again
            return 0
        await self.watch.close(CRM)
        return await self.store.write(lambda books: sum(self._resume(books, lead_id) for lead_id in parked))

    def _resume(self, books: Books, lead_id: int) -> int:
        try:
            self.service.tell(books, lead_id, CrmMended(), self.clock.now())
        except (Ignored, Conflict):
            return 0
        return 1


def _look(books: Books) -> tuple[bool, list[int]]:
    incident = books.incidents.find(CRM)
    broken = incident is not None and incident.closed_at is None
    return broken, books.leads.with_trouble(Trouble.CRM_TOKEN.value)
