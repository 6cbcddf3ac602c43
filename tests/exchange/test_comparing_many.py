"""The morning comparison of a thousand orders: a request for fifty, and no more held at a time than it needs (N-12)."""

import tracemalloc
from collections import Counter
from typing import Any

import pytest

from bot.cards.comparison import MOST, render_comparison
from bot.cards.markup import LONGEST
from desk.exchange.comparison import Fault, Finding, Report
from desk.exchange.draft import draft_of
from desk.exchange.facts import DealAsked, DealMade, Refused
from desk.exchange.model import Deal
from desk.exchange.pair import Duty
from desk.values import replace
from sandbox.telegram.utf16 import units
from scheduler.comparison import AT_ONCE, Comparison
from storage.books import Books
from tests.exchange.conftest import Room
from tests.exchange.orders import NOON, make_order
from tests.exchange.world import NEW, WORK

ORDERS = 1000
EACH = 150  # of a kind of drift; all others are in step
HOUR = 3600.0
A_PAGE = 50  # orders, as stores show them
MEGABYTE = 2**20
STRANGE = "👩‍👩‍👧‍👦" * 40


@pytest.fixture
async def begun(room: Room) -> Room:
    """From now on the store's changes are compared."""
    room.shop.page = A_PAGE
    await compare(room)
    return room


async def compare(room: Room) -> Report:
    room.clock.turn(HOUR)
    return await Comparison(room.store, room.service, room.clock, room.crm, room.shop).run()


def fill(room: Room, books: Any, count: int) -> None:
    """So many pairs in step, without a request."""
    now, known = room.clock.now(), len(room.shop.records)
    for number in range(known, known + count):
        record = room.shop.place(make_order(f"{10_000 + number}"))
        pair = room.service.see(books, record.order, now)
        draft = replace(draft_of(record.order), stage=NEW.code)
        deal = room.crm.carry_out(draft)
        room.service.tell(books, pair.id, DealAsked("new", NEW.code), now)
        room.service.tell(books, pair.id, DealMade(Deal(deal.id, NEW, deal.changed_at), draft), now)


def drift(room: Room, books: Any) -> Counter[Fault]:
    """Some of each kind; those that the desk does not know come on top."""
    deals = list(room.crm.records.values())
    gone, doubled, moved, refused = (deals[start : start + EACH] for start in range(0, 4 * EACH, EACH))
    for deal in gone:
        room.crm.delete(deal)
    for deal in doubled:
        room.crm.carry_out(deal.first)
    for deal in moved:
        room.crm.drag(deal, WORK)
    for deal in refused:
        room.service.tell(books, books.pairs.of_deal(deal.id).id, Refused(Duty.STATUS, "no stock"), room.clock.now())
    for number in range(EACH):
        room.shop.place(make_order(f"{90_000 + number}"))
    return Counter(dict.fromkeys(Fault, EACH))


async def test_n_12_a_thousand_orders_cost_one_request_for_fifty_and_every_drift_is_found(begun: Room) -> None:
    def work(books: Books) -> Counter[Fault]:
        fill(begun, books, ORDERS)
        return drift(begun, books)

    seeded = await begun.store.write(work)
    begun.crm.asked.clear()
    begun.shop.asked.clear()
    report = await compare(begun)
    assert Counter(it.fault for it in report.findings) == seeded
    assert Counter(begun.crm.asked) == {"find": ORDERS // AT_ONCE}
    assert Counter(begun.shop.asked) == {"changes": (ORDERS + EACH) // A_PAGE}
    assert (report.compared, report.skipped) == (2 * ORDERS + EACH, False)


@pytest.mark.parametrize(("pairs", "skipped"), [(AT_ONCE - 1, False), (AT_ONCE, False), (AT_ONCE + 1, True)])
async def test_n_12_what_one_comparison_does_not_take_is_said(begun: Room, pairs: int, skipped: bool) -> None:
    await begun.store.write(lambda books: fill(begun, books, pairs))
    look = Comparison(begun.store, begun.service, begun.clock, begun.crm, begun.shop, most=AT_ONCE)
    assert (await look.run()).skipped is skipped


async def test_n_12_of_many_pairs_no_more_are_held_than_go_into_one_request(begun: Room) -> None:
    """Four times as many take the same room, but for a few figures."""
    peaks = []
    for more in (ORDERS // 10, 3 * ORDERS // 10):
        await begun.store.write(lambda books, more=more: fill(begun, books, more))
        begun.clock.turn(3 * HOUR)
        await compare(begun)  # the store's own changes; from here on there are none
        tracemalloc.start()
        report = await compare(begun)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert report.findings == ()
    assert peaks[1] < 1.5 * peaks[0] < MEGABYTE, peaks


@pytest.mark.parametrize("language", ["ru", "en"])
def test_n_12_a_thousand_findings_are_one_message_that_counts_what_it_leaves_out(language: str) -> None:
    found = [Finding(tuple(Fault)[turn % 5], str(turn), STRANGE, turn, turn, STRANGE) for turn in range(ORDERS)]
    report = Report(NOON, ORDERS, tuple(found), skipped=True)
    card = render_comparison(report, now=NOON, language=language, shop_zone="Europe/Moscow", mended=7)
    assert units(card.plain) <= LONGEST
    assert str(ORDERS - MOST) in card.plain.splitlines()[-2]
    assert "7" in card.plain.splitlines()[-1]
    assert sum(len(row) for row in card.rows) <= MOST
