"""What an event leaves unsaid is asked before a deal is made of it, and overwrites nothing that was known."""

import pytest

from desk.errors import Temporary
from desk.exchange.effects.deal import READ_WITHIN
from desk.exchange.hints import StoreHint
from desk.exchange.model import StoreOrder
from desk.exchange.pair import Halt
from desk.exchange.work import TAKE_IN
from desk.values import replace
from tests.exchange.conftest import Room
from tests.exchange.orders import STRAP, make_order
from tests.exchange.world import BOSS, DOWN, LOST, NEW, DealRecord, OrderRecord


def unsaid(order: StoreOrder) -> StoreOrder:
    """As an event of a store shows it that names no categories, nor where the visit began."""
    return replace(order, lines=tuple(replace(it, category=None) for it in order.lines), utm={})


async def place(room: Room, ref: str = "1042") -> OrderRecord:
    record = room.shop.place(make_order(ref))
    room.shop.outbox.clear()
    await room.hear(StoreHint("shop", ref, unsaid(record.order), first=True))
    return record


async def made_late(room: Room) -> DealRecord:
    """The store was down for so long that the deal was made without it."""
    await place(room)
    room.shop.moods.coming.extend([DOWN] * 3)
    assert isinstance(await room.try_to(room.look_at_orders), Temporary)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    assert room.crm.records == {}
    room.clock.turn(READ_WITHIN.total_seconds())
    await room.keep_deal(1)
    return room.crm.records["1"]


async def test_ex_16_s2_10_the_store_is_asked_and_the_first_deal_has_the_manager_of_its_category(room: Room) -> None:
    record = await place(room)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    await room.look_at_orders()
    await room.work()
    (deal,) = room.crm.of(record.order)
    assert (deal.first.managers, deal.first.utm) == (("Анна",), record.order.utm)
    assert (room.shop.asked, room.crm.asked.count("add")) == (["read"], 1)
    assert "order_changed" not in await room.whats()


async def test_ex_16_a_store_that_is_down_holds_a_deal_back_for_ten_minutes_and_it_is_put_right_later(
    room: Room,
) -> None:
    deal = await made_late(room)
    assert (deal.first.managers, deal.assignee) == ((), BOSS)
    room.shop.moods.coming.clear()
    await room.work()
    assert deal.assignee == "Анна"
    assert deal.content["utm"] == make_order().utm
    assert (await room.whats()).count("deal_assigned") == 1
    room.crm.asked.clear()
    await room.hear(StoreHint("shop", "1042", unsaid(make_order())))
    await room.work()
    assert room.crm.asked == []


async def test_ex_16_what_people_gave_to_somebody_else_meanwhile_is_left_to_them(room: Room) -> None:
    deal = await made_late(room)
    room.shop.moods.coming.clear()
    deal.assignee = "Вера"
    await room.work()
    assert deal.assignee == "Вера"
    assert "assign" not in room.crm.asked
    assert not (await room.pair()).owes_crm


async def test_ex_16_a_deal_whose_answer_was_lost_gets_its_manager_too(room: Room) -> None:
    await place(room)
    room.shop.moods.coming.extend([DOWN] * 4)
    await room.try_to(room.look_at_orders)
    room.clock.turn(READ_WITHIN.total_seconds())
    room.crm.moods.coming.append(LOST)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    room.clock.turn(61)
    await room.keep_deal(1)
    assert room.crm.records["1"].assignee == BOSS
    room.shop.moods.coming.clear()
    await room.work()
    assert room.crm.records["1"].assignee == "Анна"
    assert (await room.whats()).count("deal_found") == 1


async def test_ex_16_an_order_that_is_gone_when_it_is_asked_for_gets_no_deal(room: Room) -> None:
    record = await place(room)
    record.gone = True
    await room.look_at_orders()
    await room.work()
    assert (await room.pair()).halt is Halt.ORDER_GONE
    assert room.crm.records == {}


async def test_ex_15_an_event_takes_nothing_away_that_was_known(room: Room) -> None:
    record, deal = await room.made()
    room.shop.edit(record, comment="Позвоните")
    room.crm.asked.clear()
    await room.hear(StoreHint("shop", "1042", unsaid(record.order)))
    await room.work()
    assert (await room.pair()).order == record.order
    assert (deal.content["comment"], deal.content["utm"]) == ("Позвоните", record.order.utm)
    assert (room.shop.asked, room.crm.asked) == ([], ["show"])


async def test_ex_15_goods_that_only_an_event_has_shown_are_asked_for(room: Room) -> None:
    record, _deal = await room.made()
    bag = replace(STRAP, name="Сумка", sku="B-1", category="Сумки")
    room.shop.edit(record, lines=(*record.order.lines, bag))
    await room.hear(StoreHint("shop", "1042", unsaid(record.order)))
    await room.work()
    assert (await room.pair()).order.lines[-1].category == "Сумки"
    assert room.shop.asked == ["read"]


async def test_ex_15_an_older_state_may_still_say_what_the_newer_one_left_out(room: Room) -> None:
    record = await place(room)
    older = record.order
    room.clock.turn(2)
    await room.hear(StoreHint("shop", "1042", unsaid(replace(older, changed_at=room.clock.now(), comment="!"))))
    await room.hear(StoreHint("shop", "1042", older))
    pair = await room.pair()
    assert (pair.order.lines, pair.order.comment) == (older.lines, "!")


@pytest.mark.parametrize("gone", [False, True])
async def test_ex_17_an_event_that_only_names_a_new_order_has_it_taken_in(room: Room, gone: bool) -> None:
    record = room.shop.place(make_order("77"))
    record.gone = gone
    await room.hear(StoreHint("shop", "77"), StoreHint("shop", "77"))
    done = await room.work()
    assert done.count(TAKE_IN) == 1
    assert [it.stage for it in room.crm.of(record.order)] == ([] if gone else [NEW])


async def test_ex_17_an_unknown_order_that_was_deleted_is_nobodys(room: Room) -> None:
    await room.hear(StoreHint("shop", "77", gone=True))
    assert await room.owed() == []
