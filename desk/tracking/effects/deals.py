"""Tells the tracker of orders: what is due, up to fifty at once, each with the state it has now (CR-60 to CR-75)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from desk.errors import Rejected, Temporary, Unknown
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.tracking.dealing import deal_of, search_of
from desk.tracking.effects.table import Table
from desk.tracking.export import Duty, Export, standing_of
from desk.tracking.export_facts import (
    DealMade,
    DealMissing,
    DealThere,
    DealUpdated,
    ExportFact,
    OrderGone,
    Refused,
)
from desk.tracking.model import CrmOrder
from desk.tracking.ports import Told, Tracker, TrackerDeal, TrackingCrm
from desk.tracking.wishes import Wishes

AT_ONCE = 50
Ask = Callable[[Sequence[TrackerDeal]], Awaitable[Sequence[Told]]]
Task = tuple[Export, TrackerDeal]


@dataclass(frozen=True, slots=True)
class SendDeals:
    table: Table
    crm: TrackingCrm
    tracker: Tracker
    wishes: Callable[[], Wishes]

    async def __call__(self) -> Outcome:
        """Raises Temporary, Unauthorised. Telling twice changes nothing, so a lost answer is only a delay."""
        now = self.table.clock.now()
        due = await self.table.store.read(lambda books: books.tracker_deals.due(now, AT_ONCE))
        try:
            if due:
                await self._send(due)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from error
        if len(due) == AT_ONCE:
            return Again(self.table.clock.now())
        following = await self.table.store.read(lambda books: books.tracker_deals.next_due())
        return Again(max(following, self.table.clock.now())) if following else Done("" if due else "nothing is due")

    async def _send(self, due: Sequence[Export]) -> None:
        orders = await self.crm.orders([it.order_id for it in due])
        gone: list[tuple[int, ExportFact]] = [(it.id, OrderGone()) for it in due if it.order_id not in orders]
        await self.table.tell_exports(gone)
        there = [it for it in due if it.order_id in orders]
        await self._tell(self.tracker.make_deals, self._to_make(there, orders))
        await self._tell(self.tracker.update_deals, await self._to_update(there, orders))

    def _to_make(self, due: Sequence[Export], orders: Mapping[str, CrmOrder]) -> list[Task]:
        """With the lead to look for: once, at the making (CR-68)."""
        depth = self.wishes().match_depth
        found = [(it, orders[it.order_id]) for it in due if self._owes(it, Duty.MAKE)]
        return [(it, deal_of(order, search_of(order, depth))) for it, order in found]

    async def _to_update(self, due: Sequence[Export], orders: Mapping[str, CrmOrder]) -> list[Task]:
        """What the last telling held already needs no other (CR-75)."""
        tasks = [(it, deal_of(orders[it.order_id])) for it in due if self._owes(it, Duty.UPDATE)]
        known = [it for it, deal in tasks if it.shows(standing_of(deal))]
        told: list[tuple[int, ExportFact]] = [(it.id, DealUpdated(it.told, it.pending)) for it in known if it.told]
        await self.table.tell_exports(told)
        return [(it, deal) for it, deal in tasks if it not in known]

    def _owes(self, export: Export, duty: Duty) -> bool:
        owed = export.owed(self.wishes().deal_update_delay)
        return owed is not None and owed[0] is duty

    async def _tell(self, ask: Ask, tasks: Sequence[Task]) -> None:
        """Where the tracker refuses them together, one of them may be to blame: each half by itself."""
        if not tasks:
            return
        try:
            told = {it.ref: it for it in await ask([deal for _, deal in tasks])}
        except Rejected as error:
            if len(tasks) > 1:
                await self._tell(ask, tasks[: len(tasks) // 2])
                await self._tell(ask, tasks[len(tasks) // 2 :])
                return
            told = {tasks[0][1].ref: Told(tasks[0][1].ref, error.reason)}
        await self.table.tell_exports([self._heard(*it, told[it[1].ref]) for it in tasks if it[1].ref in told])
        if any(deal.ref not in told for _, deal in tasks):
            raise Temporary("the tracker did not say what became of some deals")

    def _heard(self, export: Export, deal: TrackerDeal, told: Told) -> tuple[int, ExportFact]:
        making, now, standing = export.made_at is None, self.table.clock.now(), standing_of(deal)
        if told.there and making:
            return export.id, DealThere(now)
        if told.unknown and not making:
            return export.id, DealMissing()
        if told.error:
            return export.id, Refused(told.error)
        served = export.pending
        return export.id, DealMade(standing, now, served) if making else DealUpdated(standing, served)
