"""Goes through store, CRM and desk, and tells what does not fit together (N-12, EX-41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from desk.exchange.comparison import Finding, Report, compare_order, compare_pair
from desk.exchange.model import Deal, StoreOrder
from desk.exchange.ports import Deals, OrderStore
from desk.exchange.service import ExchangeService
from desk.ports import Clock
from scheduler.reconciliation import cursor_of
from storage.books import Books, Store
from storage.pairs import Dated

CURSOR, REPORT = "exchange:compared", "exchange:report"  # in the vault
AT_ONCE = 50  # pairs in one request to the CRM
MOST_PAIRS = 5000
MOST_PAGES = 100
RECENT = timedelta(days=2)  # what ended no longer ago is looked at, too
REPORTS = TypeAdapter(Report)


@dataclass(frozen=True, slots=True)
class Look:
    """``seen`` were gone through; ``skipped``: there are more than one comparison takes."""

    seen: int
    findings: tuple[Finding, ...]
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    store: Store
    service: ExchangeService
    clock: Clock
    deals: Deals
    orders: OrderStore
    most: int = MOST_PAIRS

    async def run(self) -> Report:
        """The report is kept: *fix these* is about what people were shown. Raises Temporary, Unauthorised."""
        now = self.clock.now()
        orders, cursor = await self._go_through_orders()
        pairs = await self._go_through_pairs(now)
        findings, skipped = (*orders.findings, *pairs.findings), orders.skipped or pairs.skipped
        report = Report(now, orders.seen + pairs.seen, findings, skipped)

        def keep(books: Books) -> None:
            books.vault.keep(REPORT, REPORTS.dump_python(report, mode="json"), now)
            books.vault.keep(cursor_of(CURSOR, self.orders), {"cursor": cursor}, now)

        await self.store.write(keep)
        return report

    async def _go_through_orders(self) -> tuple[Look, str]:
        """What changed in the store since the last comparison; the first one begins now. What is left over is looked
        at by the next."""
        kept = await self.store.read(lambda books: books.vault.load(cursor_of(CURSOR, self.orders))) or {}
        cursor, found = str(kept.get("cursor", "")), dict[str, Finding | None]()
        more = self.orders.readable
        for _ in range(MOST_PAGES):
            if not more:
                break
            page = await self.orders.changed_since(cursor)
            found |= await self._compare_orders(page.orders)  # of an order that is there twice the later state counts
            cursor, more = page.cursor, page.more
        return Look(len(found), tuple(it for it in found.values() if it), more), cursor

    async def _compare_orders(self, orders: Sequence[StoreOrder]) -> dict[str, Finding | None]:
        """By the order's number in the store."""

        def work(books: Books) -> dict[str, Finding | None]:
            return {it.ref: compare_order(it, books.pairs.find(it.store, it.ref)) for it in orders}

        return await self.store.read(work)

    async def _go_through_pairs(self, now: datetime) -> Look:
        """No more of them are held at a time than go into one request."""
        seen, findings, below = 0, list[Finding](), 0
        while seen < self.most:
            some = await self._turn_page(now, below)
            findings += await self._compare_pairs(some)
            seen += len(some)
            if len(some) < AT_ONCE:
                return Look(seen, tuple(findings))
            below = some[-1].pair.id
        return Look(seen, tuple(findings), skipped=bool(await self._turn_page(now, below)))

    async def _turn_page(self, now: datetime, below: int) -> Sequence[Dated]:
        return await self.store.read(lambda books: books.pairs.to_compare(now - RECENT, AT_ONCE, below))

    async def _compare_pairs(self, some: Sequence[Dated]) -> list[Finding]:
        stages = self.service.stages()
        deals = await self._find_deals([it.pair.order.origin for it in some]) if some else {}
        now = self.clock.now()
        found = (compare_pair(it.pair, deals.get(it.pair.order.origin, ()), stages, it.changed_at, now) for it in some)
        return [finding for findings in found for finding in findings]

    async def _find_deals(self, origins: Sequence[str]) -> Mapping[str, Sequence[Deal]]:
        found: dict[str, list[Deal]] = {}
        for it in await self.deals.find(origins):
            found.setdefault(it.origin, []).append(it.deal)
        return found
