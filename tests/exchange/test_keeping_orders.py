"""The store shows what its deals' stages mean, and is read when it says that something happened."""

from desk.errors import Temporary
from desk.exchange.hints import StoreHint
from desk.exchange.pair import Halt
from tests.exchange.conftest import Room
from tests.exchange.world import (
    DOWN,
    LOSE,
    LOST,
    NEW,
    PAID,
    REFUSE,
    SENT,
    STAGES,
    TALK,
    WON,
    WORK,
    DealRecord,
    OrderRecord,
)


async def owe_paid(room: Room) -> tuple[OrderRecord, DealRecord]:
    """An order and its deal: paid in the CRM, and the store was not told yet."""
    order, deal = await room.made()
    await room.drag(deal, PAID)
    room.clock.turn(2)
    await room.look_at_deals()
    return order, deal


async def test_ex_20_a_stage_moves_the_order(room: Room) -> None:
    order, deal = await room.made()
    await room.drag(deal, PAID)
    await room.work()
    assert order.order.status == "paid"
    assert (await room.whats())[-2:] == ["stage_moved", "status_told"]


async def test_ex_33_many_moves_during_an_outage_are_told_as_one(room: Room) -> None:
    order, deal = await room.made()
    for number in range(100):
        room.clock.turn(1)
        await room.drag(deal, STAGES[number % 5])
        await room.look_at_deals()
        room.shop.moods.coming.append(DOWN)
        await room.try_to(room.keep_order, 1)
    room.shop.moods.coming.clear()
    await room.drag(deal, SENT)
    await room.work()
    assert [it.what for it in room.shop.writes] == ["sent"]
    assert order.order.status == "posted by train"


async def test_a_lost_answer_is_only_a_delay_and_the_key_stays_the_same(room: Room) -> None:
    order, _deal = await owe_paid(room)
    room.shop.moods.coming.append(LOST)
    assert isinstance(await room.try_to(room.keep_order, 1), Temporary)
    await room.work()
    assert order.order.status == "paid"
    assert len(room.shop.keys) == 1


async def test_ex_32_ex_31_what_the_store_refuses_waits_for_a_person_or_for_another_move(room: Room) -> None:
    order, deal = await room.made()
    await room.drag(deal, LOSE)
    await room.work()
    assert order.order.status == "cancelled"
    await room.drag(deal, WORK)
    await room.work()
    pair = await room.pair()
    assert pair.refusal
    assert pair.refusal.reason == "an order that has ended stays so"
    assert "chat.alarm_admins" in await room.owed()
    room.shop.asked.clear()
    assert await room.work() == []
    await room.drag(deal, LOSE)
    await room.work()
    assert (await room.pair()).refusal is None
    assert room.shop.asked == [], "they agree again"


async def test_ex_32_a_person_has_it_tried_once_more(room: Room) -> None:
    order, deal = await room.made()
    room.shop.moods.coming.append(REFUSE)
    await room.drag(deal, PAID)
    await room.work()
    assert order.order.status == "new"
    await room.tap()
    await room.work()
    assert order.order.status == "paid"


async def test_ex_32_a_refusal_that_comes_late_does_not_stop_what_is_owed_by_then(room: Room) -> None:
    order, deal = await owe_paid(room)
    room.shop.moods.coming.append(REFUSE)

    async def meanwhile() -> None:
        room.shop.moods.gate = nothing
        await room.drag(deal, SENT)
        room.clock.turn(2)
        await room.look_at_deals()

    async def nothing() -> None:
        return

    room.shop.moods.gate = meanwhile
    await room.keep_order(1)
    await room.work()
    assert order.order.status == "posted by train"


async def test_ex_29_a_deleted_order_keeps_its_deal(room: Room) -> None:
    order, deal = await room.made()
    room.shop.delete(order)
    await room.drag(deal, PAID)
    await room.work()
    assert (await room.pair()).halt is Halt.ORDER_GONE
    assert (await room.whats())[-1] == "order_gone"
    assert deal.stage == PAID
    assert await room.owed() == []


async def test_ex_21_a_stage_without_a_word_is_noted_and_told_to_nobody(room: Room) -> None:
    _order, deal = await room.made()
    await room.drag(deal, TALK)
    await room.work()
    assert room.shop.writes == []
    assert (await room.whats())[-1] == "stage_unmapped"


async def test_ex_22_an_event_that_shows_nothing_has_the_order_read(room: Room) -> None:
    order, deal = await room.made()
    room.shop.edit(order, status="paid")
    await room.hear(StoreHint("shop", "1042"))
    await room.work()
    assert room.shop.asked == ["read"]
    assert deal.stage == PAID


async def test_ex_22_an_order_is_read_before_it_is_changed_when_an_event_told_of_it(room: Room) -> None:
    """Cancelled and unread, while its deal moves: who has ended wins (EX-26)."""
    order, deal = await room.made()
    await room.drag(deal, PAID)
    room.clock.turn(2)
    await room.look_at_deals()
    room.shop.edit(order, status="cancelled")
    await room.hear(StoreHint("shop", "1042"))
    await room.work()
    assert room.shop.writes == []
    assert deal.stage == LOSE


async def test_ex_02_of_two_changes_in_one_second_the_second_counts_though_it_comes_first(room: Room) -> None:
    order, deal = await room.made()
    room.shop.edit(order, status="paid")
    first = order.order
    room.shop.edit(order, status="sent")
    await room.hear(StoreHint("shop", "1042", order.order), StoreHint("shop", "1042", first))
    await room.work()
    assert deal.stage == SENT


async def test_ex_29_deleted_by_its_event(room: Room) -> None:
    order, deal = await room.made()
    room.shop.delete(order)
    await room.hear(room.shop.outbox.pop())
    await room.work()
    assert (await room.whats())[-1] == "order_gone"
    assert deal.stage == NEW


async def test_ex_31_a_won_deal_completes_the_order(room: Room) -> None:
    order, deal = await room.made()
    await room.drag(deal, WON)
    await room.work()
    assert order.order.status == "done"
