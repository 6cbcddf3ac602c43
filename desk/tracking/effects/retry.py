"""A person wants a touch tried again that was given up; they said so in the list of what was given up."""

from dataclasses import dataclass

from desk.errors import Conflict
from desk.leads.effects.outcome import Done, Outcome
from desk.tracking.effects.table import Table


@dataclass(frozen=True, slots=True)
class RetryTouch:
    table: Table

    async def __call__(self, case_id: int, who: str) -> Outcome:
        """Raises NotFound, Temporary."""
        try:
            await self.table.write(lambda books, now: self.table.service.retry(books, case_id, who, now))
        except Conflict as error:
            return Done(error.reason)
        return Done()
