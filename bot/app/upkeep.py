"""What neighbours need now and then: owed as jobs, so that it is tried again, and a person hears when it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from desk.leads.books import Lane, NewJob
from desk.leads.effects.outcome import Done
from desk.ports import Clock
from integrations.neighbour import Upkeep
from storage.books import Books, Store
from storage.jobs import Job

UPKEEP = "neighbour.upkeep"
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Caretaker:
    """``tasks`` by name of the neighbour."""

    store: Store
    clock: Clock
    tasks: Mapping[str, Upkeep]

    async def owe(self) -> None:
        if self.tasks:
            await self.store.write(self._owe)

    async def do(self, job: Job) -> Done:
        """Raises what the neighbour raises."""
        task = self.tasks.get(str(job.data["name"]))
        if task is None:
            return Done("this neighbour is not connected any more")
        await task()
        return Done()

    def _owe(self, books: Books) -> None:
        now = self.clock.now()
        for name in self.tasks:
            key = f"{UPKEEP}:{name}"
            books.jobs.put(
                NewJob(UPKEEP, Lane.STORE, key, now, "looked after every hour", line=key, data={"name": name})
            )
