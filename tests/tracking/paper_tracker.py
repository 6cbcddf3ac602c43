"""The call tracker on paper: its lists, its deals, and how it binds a deal to a lead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from desk.errors import Rejected
from desk.ports import Clock, Health
from desk.tracking.model import Kind, Touch
from desk.tracking.ports import Bound, Told, TrackerDeal
from tests.exchange.world import FINE, Moods

NOT_FOUND = "Лид не найден"
Deals = Sequence[TrackerDeal]


@dataclass
class Telling:
    """One deal as it was told, and when."""

    at: datetime
    what: Literal["make", "update"]
    deal: TrackerDeal


@dataclass
class DealRecord:
    """``lead``: the key of the touch it is bound to, else what stands for *nobody*."""

    deal: TrackerDeal
    lead: str
    told: list[Telling] = field(default_factory=list)


class PaperTracker:
    name = "paper"
    site_id = "12345"

    def __init__(self, clock: Clock, moods: Moods | None = None) -> None:
        self.clock, self.moods = clock, moods or Moods()
        self.leads: list[Touch] = []
        self.records: dict[str, DealRecord] = {}
        self.tellings: list[Telling] = []
        self.asked: list[str] = []
        self.refused: dict[str, str] = {}  # deals it does not like, each by itself
        self.poison: set[str] = set()  # deals for which it refuses the whole request

    async def touches(self, since: datetime, until: datetime) -> Sequence[Touch]:
        self.asked.append("touches")
        await self._come()
        found = [it for it in self.leads if since <= it.at < until and it.kind is not Kind.CHAT]
        return sorted(found, key=lambda it: it.at)

    async def make_deals(self, deals: Deals) -> Sequence[Told]:
        return await self._tell("make", deals, self._make)

    async def update_deals(self, deals: Deals) -> Sequence[Told]:
        return await self._tell("update", deals, self._update)

    async def bindings(self, since: datetime, until: datetime) -> Mapping[str, Bound]:
        self.asked.append("bindings")
        await self._come()
        made = {ref: it for ref, it in self.records.items() if it.told and since <= it.told[0].at <= until}
        return {ref: Bound() if it.lead == NOT_FOUND else _bound(it.lead) for ref, it in made.items()}

    async def check(self) -> Health:
        return Health(ok=True)

    # --- inside ---------------------------------------------------------------------------------------------------

    async def _tell(self, what: str, deals: Deals, work: Callable[[TrackerDeal], Told]) -> Sequence[Told]:
        self.asked.append(what)
        assert 0 < len(deals) <= 50, "fifty deals in one request at most"
        assert len({it.ref for it in deals}) == len(deals)
        mood = await self.moods.come(writes=True)
        if any(it.ref in self.poison for it in deals):
            raise Rejected("the request is not understood")
        told = [Told(it.ref, self.refused[it.ref]) if it.ref in self.refused else work(it) for it in deals]
        await self.moods.go(mood)
        return told

    def _make(self, deal: TrackerDeal) -> Told:
        assert deal.search is not None, "at its making a deal says for whom to look (CR-63)"
        if deal.ref in self.records:
            return Told(deal.ref, there=True)
        self.records[deal.ref] = DealRecord(deal, self._bind(deal))
        self._note("make", deal)
        return Told(deal.ref)

    def _update(self, deal: TrackerDeal) -> Told:
        assert deal.search is None, "nobody is looked for again (CR-68)"
        record = self.records.get(deal.ref)
        if record is None:
            return Told(deal.ref, "there is no such deal", unknown=True)
        record.deal = deal
        self._note("update", deal)
        return Told(deal.ref)

    def _note(self, what: Literal["make", "update"], deal: TrackerDeal) -> None:
        telling = Telling(self.clock.now(), what, deal)
        self.records[deal.ref].told.append(telling)
        self.tellings.append(telling)

    def _bind(self, deal: TrackerDeal) -> str:
        """A call by its phone, else a request by either, else nobody (CR-63)."""
        search = deal.search
        assert search
        near = [it for it in self.leads if search.before - search.depth <= it.at <= search.before]
        calls = [it for it in near if it.kind is Kind.CALL and it.phone in search.phones]
        requests = [
            it for it in near if it.kind is Kind.REQUEST and (it.phone in search.phones or it.email in search.emails)
        ]
        return next((it.key for it in (*calls, *requests)), NOT_FOUND)

    async def _come(self) -> None:
        await self.moods.come()
        await self.moods.go(FINE)


def _bound(key: str) -> Bound:
    kind, _site, number = key.split(":")
    return Bound(kind, number, "google")
