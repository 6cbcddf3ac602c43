"""A job that only brings a fact: an announced moment came, or a wish of somebody is carried out later."""

from dataclasses import dataclass

from desk.errors import Conflict, Ignored
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.events import Event


@dataclass(frozen=True, slots=True)
class TellLead:
    bench: Bench

    async def __call__(self, lead_id: int, fact: Event) -> Outcome:
        """What people, or the hours, decided meanwhile stands."""
        try:
            await self.bench.tell(lead_id, fact)
        except (Conflict, Ignored) as error:
            return Done(error.reason)
        return Done()
