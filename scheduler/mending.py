"""Parked leads go on by themselves once the CRM accepts our credentials again."""

from dataclasses import dataclass

from desk.errors import Conflict, DeskError, Ignored
from desk.leads.events import CrmMended
from desk.leads.model import Trouble
from desk.leads.service import LeadService
from desk.ports import Clock, Crm
from scheduler.watch import Watch
from storage.books import Books, Store


@dataclass(frozen=True, slots=True)
class Mending:
    store: Store
    service: LeadService
    clock: Clock
    crm: Crm
    watch: Watch

    async def run(self) -> int:
        """Ask the CRM while leads are parked for its token; returns how many went on."""
        parked = await self.store.read(lambda books: books.leads.with_trouble(Trouble.CRM_TOKEN.value))
        if not parked:
            return 0
        try:
            health = await self.crm.check()
        except DeskError:  # still not: the incident is open, and this is asked again
            return 0
        if not health.ok:
            return 0
        await self.watch.close("crm")
        return await self.store.write(lambda books: sum(self._resume(books, lead_id) for lead_id in parked))

    def _resume(self, books: Books, lead_id: int) -> int:
        try:
            self.service.tell(books, lead_id, CrmMended(), self.clock.now())
        except (Ignored, Conflict):
            return 0
        return 1
