"""Gives a lead that nobody has to whoever's turn it is (X-15)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from desk.errors import Conflict, Ignored
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.events import HandedTo
from desk.leads.model import LeadStatus, Person
from desk.leads.service import LeadService
from desk.ports import Clock
from desk.staff.distribution import Mode, choose, matter_of
from storage.books import Books, Store
from storage.jobs import Job

LOOK_AGAIN = timedelta(minutes=1)  # somebody may come on duty


@dataclass(frozen=True, slots=True)
class Assignment:
    """``zone`` (IANA) is that of the shop's clock, by which shifts are told."""

    store: Store
    service: LeadService
    clock: Clock
    mode: Callable[[], Mode]
    zone: str

    async def __call__(self, job: Job) -> Outcome:
        lead_id, skip = job.lead_id or 0, int(job.data["subject"])
        try:
            found = await self.store.write(lambda books: self._give(books, lead_id, skip))
        except (Ignored, Conflict) as error:
            return Done(error.reason)
        return Done(f"given to {found.name}") if found else Again(self.clock.now() + LOOK_AGAIN)

    def _give(self, books: Books, lead_id: int, skip: int) -> Person | None:
        """One transaction: two leads at once do not both find the same colleague idle."""
        lead, now = books.leads.load(lead_id), self.clock.now()
        if lead.assignee or lead.status is not LeadStatus.MANUAL:
            raise Ignored("it does not wait for anybody any more")
        if lead.held:  # somebody has just asked for something
            return None
        found = choose(self.mode(), books.people.candidates(), matter_of(lead), ZoneInfo(self.zone), now, {skip})
        if found is None:
            return None
        self.service.tell(books, lead_id, HandedTo(found), now)
        books.people.note_given(found.id, now)
        return found
