"""Goes through store, CRM and desk, and tells what does not fit together (N-12, EX-41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter

from desk.exchange.comparison import Finding, Report, compare_order, compare_pair
from desk.exchange.model import Deal, StoreOrder
from desk.exchange.ports import Deals, OrderStore
from desk.exchange.service import ExchangeService
from desk.ports import Clock
from storage.books import Books, Store
from storage.pairs import Dated

CURSOR, REPORT = "exchange:compared", "exchange:report"  # in the vault
AT_ONCE = 50  # pairs in one request to the CRM
MOST_PAIRS = 5000
MOST_PAGES = 100
RECENT = timedelta(days=2)  # what ended no longer ago is looked at, too
REPORTS = TypeAdapter(Report)


@dataclass(frozen=True, slots=True)
class Comparison:
    store: Store
    service: ExchangeService
    clock: Clock
    deals: Deals
    orders: OrderStore

    async def run(self) -> Report:
        """The report is kept: *fix these* is about what people were shown. Raises Temporary, Unauthorised."""
        now = self.clock.now()
        orders, cursor = await self._read_orders()
        dated = await self.store.read(lambda books: books.pairs.to_compare(now - RECENT, MOST_PAIRS + 1))
        findings = [*await self._compare_orders(orders), *await self._compare_pairs(dated[:MOST_PAIRS])]
        report = Report(now, len(orders) + len(dated), tuple(findings), skipped=len(dated) > MOST_PAIRS)

        def keep(books: Books) -> None:
            books.vault.keep(REPORT, REPORTS.dump_python(report, mode="json"), now)
            books.vault.keep(CURSOR, {"cursor": cursor}, now)

        await self.store.write(keep)
        return report

    async def _read_orders(self) -> tuple[Sequence[StoreOrder], str]:
        """What changed in the store since the last comparison; the first one begins now."""
        kept = await self.store.read(lambda books: books.vault.load(CURSOR)) or {}
        cursor, orders = str(kept.get("cursor", "")), list[StoreOrder]()
        for _ in range(MOST_PAGES if self.orders.readable else 0):
            page = await self.orders.changed_since(cursor)
            cursor = page.cursor
            orders += page.orders
            if not page.more:
                break
        return orders, cursor

    async def _compare_orders(self, orders: Sequence[StoreOrder]) -> Sequence[Finding]:
        latest = {(it.store, it.ref): it for it in orders}

        def work(books: Books) -> list[Finding]:
            found = (compare_order(it, books.pairs.find(it.store, it.ref)) for it in latest.values())
            return [it for it in found if it]

        return await self.store.read(work)

    async def _compare_pairs(self, dated: Sequence[Dated]) -> Sequence[Finding]:
        stages, findings = self.service.stages(), list[Finding]()
        for start in range(0, len(dated), AT_ONCE):
            some = dated[start : start + AT_ONCE]
            deals = await self._find_deals([it.pair.order.origin for it in some])
            now = self.clock.now()
            for it in some:
                findings += compare_pair(it.pair, deals.get(it.pair.order.origin, ()), stages, it.changed_at, now)
        return findings

    async def _find_deals(self, origins: Sequence[str]) -> Mapping[str, Sequence[Deal]]:
        found: dict[str, list[Deal]] = {}
        for it in await self.deals.find(origins):
            found.setdefault(it.origin, []).append(it.deal)
        return found
