"""A wish of somebody that is carried out later: a crowd of leads is tried again one by one."""

from dataclasses import dataclass

from desk.errors import Conflict, Ignored
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.events import RetryAsked
from desk.leads.model import Person

RETRY_LEAD = "lead.retry"


@dataclass(frozen=True, slots=True)
class RetryLead:
    bench: Bench

    async def __call__(self, lead_id: int, by: Person) -> Outcome:
        """What a person or the hours decided meanwhile stands."""
        try:
            await self.bench.tell(lead_id, RetryAsked(by))
        except (Conflict, Ignored) as error:
            return Done(error.reason)
        return Done()
