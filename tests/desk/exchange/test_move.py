"""A person moves the deal: whatever is lost, late or refused on the way, it moves once and the store hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from desk.errors import Rejected, Temporary, Unknown
from desk.exchange.draft import draft_of
from desk.exchange.effects.move import MoveDeal
from desk.exchange.effects.table import Table
from desk.exchange.facts import DealMade, DealSeen, Refused, StatusTold
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, StoreOrder
from desk.exchange.pair import Duty, Halt, Pair, Refusal, Side
from desk.exchange.service import MEANWHILE, ExchangeService
from storage.books import Books, Store
from tests.bot.two_sides import MAPPING, NEW, PAY, SHIP, STAGES, PaperCrm, order_of
from tests.clocks import TurnedClock


@dataclass
class LossyCrm(PaperCrm):
    """Fails with these, one after the other, when the deal has moved."""

    fails: list[Exception] = field(default_factory=list)

    async def move(self, deal_id: str, stage: str) -> Deal:
        moved = await super().move(deal_id, stage)
        if self.fails:
            raise self.fails.pop(0)
        return moved


@dataclass
class Bench:
    """One order in step with its deal, and the effect."""

    table: Table
    crm: LossyCrm
    clock: TurnedClock
    pair: Pair

    async def move(self, stage: str = SHIP.code, since: str = NEW.code) -> Pair:
        self.clock.turn(1)
        await MoveDeal(self.table, self.crm)(self.pair.id, stage, since)
        return await self.table.load(self.pair.id)

    async def log(self) -> Sequence[str]:
        return [it.note.what for it in await self.table.store.read(lambda books: books.pairs.log(self.pair.id))]


@pytest.fixture
async def bench(store: Store) -> Bench:
    clock, crm = TurnedClock(), LossyCrm()
    service = ExchangeService(lambda: StageMap(MAPPING, STAGES))
    order, now = order_of(), clock.now()
    draft = draft_of(order)
    made = await crm.add(draft)

    def work(books: Books) -> Pair:
        opened = service.see(books, order, now)
        return service.tell(books, opened.id, DealMade(made.deal, draft), now)

    clock.turn(60)
    return Bench(Table(store, service, clock), crm, clock, await store.write(work))


async def test_s2_11_the_store_is_owed_what_the_stage_means(bench: Bench) -> None:
    after = await bench.move()
    assert (after.due_status, after.owes_store) == ("shipped", True)
    assert after.into_crm == bench.clock.now()


@pytest.mark.parametrize("error", [Unknown("cut"), Temporary("503")])
async def test_ex_22_a_lost_answer_moves_it_once(bench: Bench, error: Exception) -> None:
    bench.crm.fails = [error]
    with pytest.raises(Temporary):
        await bench.move()
    after = await bench.move()
    assert bench.crm.moved == [("1", SHIP.code)]
    assert (after.deal and after.deal.stage, after.due_status) == (SHIP, "shipped")


async def test_ex_22_what_was_read_before_the_move_ended_is_asked_for_again(bench: Bench) -> None:
    """A look at the deals was under way meanwhile, and brings the old stage."""
    asked_at, old = bench.clock.now(), bench.crm.kept["1"]
    await bench.move()
    await bench.table.looked(bench.pair.id, Side.CRM, asked_at, DealSeen(old, asked_at))
    after = await bench.table.load(bench.pair.id)
    assert (after.deal and after.deal.stage, after.due_status) == (SHIP, "shipped")
    assert [it.id for it in await bench.table.hinted(Side.CRM, 9)] == [bench.pair.id]


async def test_ex_23_the_crms_own_event_of_it_changes_nothing(bench: Bench) -> None:
    await bench.move()
    before = await bench.log()
    bench.clock.turn(1)
    asked_at = bench.clock.now()
    await bench.table.looked(bench.pair.id, Side.CRM, asked_at, DealSeen(bench.crm.kept["1"], asked_at))
    assert await bench.log() == before


async def test_ex_26_ex_44_a_deal_that_people_moved_in_the_crm_stays_there(bench: Bench) -> None:
    bench.crm.put("1", PAY)
    after = await bench.move()
    assert bench.crm.moved == []
    assert after.refusal == Refusal(Duty.WISH, MEANWHILE, SHIP.code)
    assert after.due_status == "awaiting_payment"
    told = await bench.table.mention(bench.pair.id, StatusTold("awaiting_payment", PAY.code))
    assert (told.due_status, told.refusal) == ("", after.refusal), "people still read why"


async def test_ex_33_ex_44_a_wish_that_is_under_way_gives_way_to_a_newer_one(bench: Bench) -> None:
    now = bench.clock.now()
    await bench.table.store.write(lambda books: bench.table.service.move(books, bench.pair.id, NEW.code, "Анна", now))
    await bench.move()
    assert bench.crm.moved == []


async def test_ex_28_a_deleted_deal_is_told(bench: Bench) -> None:
    del bench.crm.kept["1"]
    assert (await bench.move()).halt is Halt.DEAL_GONE
    assert (await bench.move()).halt is Halt.DEAL_GONE


async def test_ex_32_a_refused_wish_holds_up_nothing_and_is_forgotten_when_the_deal_moves(bench: Bench) -> None:
    bench.crm.refuses[SHIP.code] = "no tracking number"
    after = await bench.move()
    assert after.refusal == Refusal(Duty.WISH, "no tracking number", SHIP.code)
    changed = await bench.table.store.write(
        lambda books: bench.table.service.see(books, _later(bench.pair), bench.clock.now())
    )
    assert changed.owes_crm
    moved = bench.crm.put("1", PAY)
    bench.clock.turn(1)
    seen = await bench.table.mention(bench.pair.id, DealSeen(moved, bench.clock.now()))
    assert seen.refusal is None


async def test_ex_32_a_refused_wish_does_not_hide_what_is_owed_and_was_refused(bench: Bench) -> None:
    await bench.table.mention(bench.pair.id, Refused(Duty.STATUS, "no stock"))
    await MoveDeal(bench.table, bench.crm).give_up(bench.pair.id, SHIP.code, "no tracking number")
    after = await bench.table.load(bench.pair.id)
    assert after.refusal == Refusal(Duty.STATUS, "no stock")
    assert (await bench.log())[-1] == "refused_by_crm"


async def test_ex_32_a_retry_asks_for_the_refused_wish_again(bench: Bench) -> None:
    bench.crm.refuses[SHIP.code] = "no tracking number"
    await bench.move()

    def work(books: Books) -> list[str]:
        bench.table.service.retry(books, bench.pair.id, "Анна", bench.clock.now())
        return [str(it.data["stage"]) for it in books.jobs.listed() if it.kind == "exchange.move"]

    assert await bench.table.store.write(work) == [SHIP.code]


async def test_a_refusal_by_the_port_itself_is_no_crash(bench: Bench) -> None:
    bench.crm.fails = [Rejected("the pipeline has no such stage")]
    after = await bench.move()
    assert after.refusal and after.refusal.stage == SHIP.code


def _later(pair: Pair) -> StoreOrder:
    return order_of(comment="ring twice", changed_at=pair.order.changed_at + timedelta(hours=1))
