"""A person wants a pair tried again whose exchange was given up; they said so in the list, not on its card."""

from dataclasses import dataclass
from datetime import datetime

from desk.errors import Conflict
from desk.exchange.books import Books
from desk.exchange.effects.table import Table
from desk.leads.effects.outcome import Done, Outcome


@dataclass(frozen=True, slots=True)
class RetryPair:
    table: Table

    async def __call__(self, pair_id: int, who: str) -> Outcome:
        """Raises NotFound, Temporary."""
        now = self.table.clock.now()
        return Done(await self.table.store.write(lambda books: self._retry(books, pair_id, who, now)))

    def _retry(self, books: Books, pair_id: int, who: str, now: datetime) -> str:
        """Why there was nothing to try; what is owed all the same is owed as a job again."""
        try:
            self.table.service.retry(books, pair_id, who, now)
        except Conflict as error:
            self.table.service.put_back(books, pair_id, now)
            return error.reason
        return ""
