"""Jobs of call tracking on a real database, done by hand: all that is due, and nothing that is not."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta

from desk.errors import Conflict, DeskError
from desk.leads.effects.outcome import Again, Outcome
from desk.ports import Clock
from desk.tracking.case import Case
from desk.tracking.model import Touch
from desk.tracking.work import SHOW_TRACKED
from storage.books import Store
from storage.jobs import Job

LANES = ("tracker", "tracked_crm", "desk")
LEASE = timedelta(minutes=5)


@dataclass
class JobsByHand(ABC):
    store: Store
    clock: Clock

    @abstractmethod
    async def run(self, job: Job) -> Outcome:
        """As its handler does."""

    async def work(self) -> list[DeskError]:
        """All that is due, until nothing is; what failed for now is tried no more today. Returns what was raised."""
        raised: list[DeskError] = []
        while jobs := await self._take():
            for job in jobs:
                await self._do(job, raised)
        return raised

    async def told(self) -> list[str]:
        """What people were told of."""
        jobs = await self.store.read(lambda books: books.jobs.listed())
        return [it.cause for it in jobs if it.kind == SHOW_TRACKED]

    async def case(self, touch: Touch) -> Case:
        return await self.case_of(touch.key)

    async def case_of(self, key: str) -> Case:
        found = await self.store.read(lambda books: books.touches.find(key))
        assert found
        return found

    async def _take(self) -> list[Job]:
        now = self.clock.now()
        return await self.store.write(
            lambda books: [job for lane in LANES for job in books.jobs.take(lane, now, 10, LEASE)]
        )

    async def _do(self, job: Job, raised: list[DeskError]) -> None:
        try:
            outcome = await self.run(job)
        except Conflict:
            raise
        except DeskError as error:
            raised.append(error)
            later = self.clock.now() + timedelta(seconds=getattr(error, "retry_after", None) or 1)
            tries, why = job.tries + 1, error.reason
            await self.store.write(lambda books: books.jobs.again(job, later, tries=tries, error=why))
            return
        if isinstance(outcome, Again):
            await self.store.write(lambda books: books.jobs.again(job, outcome.at, tries=job.tries, error=outcome.note))
        else:
            await self.store.write(lambda books: books.jobs.finish(job.id))
