"""What call tracking looks at from time to time, as jobs: an outage is told like any other, and it is tried again."""

from dataclasses import dataclass

from desk.ports import Clock
from desk.tracking.work import look_around
from storage.books import Books, Store


@dataclass(frozen=True, slots=True)
class TrackingLooks:
    store: Store
    clock: Clock

    async def owe(self) -> None:
        await self.store.write(self._owe)

    def _owe(self, books: Books) -> None:
        """One that was given up waits in the list for a person, and is not piled up."""
        books.jobs.put(*(it for it in look_around(self.clock.now()) if not books.jobs.knows(it.key)))
