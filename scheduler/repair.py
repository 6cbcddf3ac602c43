"""Puts right what a comparison found, when a person says so: owes again what is owed, deletes nothing (EX-42)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.errors import Conflict, Ignored
from desk.exchange.comparison import Fault, Finding
from desk.exchange.facts import DealGone, Realigned, RetryAsked
from desk.exchange.pair import Side
from desk.exchange.ports import OrderStore
from desk.exchange.service import ExchangeService
from desk.ports import Clock
from storage.books import Books, Store


@dataclass(frozen=True, slots=True)
class Repair:
    store: Store
    service: ExchangeService
    clock: Clock
    orders: OrderStore

    async def run(self, findings: Sequence[Finding], who: str) -> int:
        """How many were put on their way; what has become different since is left alone.

        Raises Temporary, Unauthorised when the store cannot be asked.
        """
        return sum([await self._repair(finding, who) for finding in findings])

    async def _repair(self, finding: Finding, who: str) -> bool:
        if finding.fault is Fault.DOUBLED:
            return False  # which of them is the right one is for people to say
        pair_id = finding.pair_id
        if pair_id is None:
            return await self._take_in(finding)
        try:
            await self.store.write(lambda books: self._put_right(books, finding.fault, pair_id, who))
        except (Conflict, Ignored):
            return False
        return True

    async def _take_in(self, finding: Finding) -> bool:
        order = await self.orders.read(finding.ref)
        if order is None:
            return False
        await self.store.write(lambda books: self.service.see(books, order, self.clock.now()))
        return True

    def _put_right(self, books: Books, fault: Fault, pair_id: int, who: str) -> None:
        now, pair = self.clock.now(), books.pairs.load(pair_id)
        if fault is Fault.MISSING_DEAL and pair.deal:
            if pair.halt is None:
                self.service.tell(books, pair_id, DealGone(), now)
            self.service.tell(books, pair_id, RetryAsked(who), now)
        elif fault is Fault.DIVERGING:
            for side in Side:
                self.service.hint(books, pair_id, side, now)
            self.service.tell(books, pair_id, Realigned(who), now)
        elif pair.refusal:
            self.service.tell(books, pair_id, RetryAsked(who), now)
        else:
            self.service.put_back(books, pair_id, now)
