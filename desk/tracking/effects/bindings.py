"""Learns from the tracker's own list which lead a deal was bound to, for the journal that people read (S1-59)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.leads.effects.outcome import Done, Outcome
from desk.tracking.effects.table import Table
from desk.tracking.export_facts import DealBound
from desk.tracking.ports import Tracker

LONGEST = timedelta(days=2)  # what the list does not show by then nobody will know
MOST = 500  # of one look
ASIDE = timedelta(hours=1)  # its clock need not be ours


@dataclass(frozen=True, slots=True)
class LearnBindings:
    table: Table
    tracker: Tracker

    async def __call__(self) -> Outcome:
        """Nobody is asked while all is known. Raises Temporary, Unauthorised."""
        now = self.table.clock.now()
        unbound = await self.table.store.read(lambda books: books.tracker_deals.unbound(now - LONGEST, MOST))
        made = [it.made_at for it in unbound if it.made_at]
        if not made:
            return Done("of every deal it is known whom it belongs to")
        await self._learn(min(made), now, {it.order_id: it.id for it in unbound})
        return Done()

    async def _learn(self, since: datetime, until: datetime, wanted: dict[str, int]) -> None:
        found = await self.tracker.bindings(since - ASIDE, until + ASIDE)
        facts = [(wanted[ref], DealBound(bound)) for ref, bound in found.items() if ref in wanted]
        await self.table.tell_exports(facts)
