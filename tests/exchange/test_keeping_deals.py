"""A deal for each order, with what the order holds, at the stage that its status means."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from desk.errors import Temporary, Unauthorised, Unknown
from desk.exchange.effects.deal import LINK_WITHIN
from desk.exchange.hints import StoreHint
from desk.exchange.intake import lead_order_of
from desk.exchange.model import StoreOrder
from desk.exchange.pair import Duty, Halt, Side
from desk.exchange.service import ExchangeService
from desk.exchange.work import KEEP_DEAL, KEEP_ORDER, LOOK_AT_DEALS, RETRY_PAIR
from desk.leads import events
from desk.leads.effects.outcome import Done
from desk.leads.model import Person
from desk.leads.service import LeadService
from storage.books import Books
from tests.exchange.conftest import Room
from tests.exchange.orders import MAP, STRAP, make_order
from tests.exchange.world import DOWN, KEY, LATE, LOST, NEW, PAID, REFUSE, SENT, WON, WORK, DealRecord
from tests.scheduler.conftest import make_service


async def test_ex_01_an_order_becomes_a_deal_with_its_marker_and_manager(room: Room) -> None:
    order, deal = await room.made()
    assert deal.origin == "shop:1042"
    assert (deal.first.ref, deal.first.managers, deal.stage) == ("1042", ("Анна",), NEW)
    assert deal.content["lines"] == order.order.lines
    assert room.crm.asked == ["add", "read"], "and one look, for events that nobody knew"
    assert await room.owed() == []


async def test_ex_01_however_often_an_order_is_told_it_has_one_deal(room: Room) -> None:
    order, _deal = await room.made()
    for _ in range(3):
        await room.hear(StoreHint("shop", "1042", order.order))
    await room.work()
    assert len(room.crm.records) == 1


async def test_ex_04_an_order_that_had_ended_gets_none(room: Room) -> None:
    await room.place(status="cancelled")
    assert await room.work() == []
    assert room.crm.records == {}


async def test_ex_03_after_a_lost_answer_the_deal_is_found_by_its_marker(room: Room) -> None:
    await room.place()
    room.crm.moods.coming.append(LOST)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    too_soon = await room.try_to(room.keep_deal, 1)
    assert isinstance(too_soon, Temporary)
    assert too_soon.retry_after
    assert too_soon.retry_after > 50
    room.clock.turn(61)
    await room.work()
    assert len(room.crm.records) == 1
    assert room.crm.asked[:3] == ["add", "find", "show"]
    assert await room.whats() == ["opened", "deal_found", "deal_shown"]


async def test_ex_03_what_the_crm_carries_out_late_is_not_made_twice(room: Room) -> None:
    await room.place()
    room.crm.moods.coming.append(LATE)
    await room.try_to(room.keep_deal, 1)
    room.restart()
    assert await room.try_to(room.keep_deal, 1), "a new process does not know when it was asked"
    room.clock.turn(45)
    room.crm.carry_out_late()
    room.clock.turn(20)
    await room.work()
    assert len(room.crm.records) == 1


async def test_ex_03_what_was_certainly_not_done_is_tried_at_once_after_a_search(room: Room) -> None:
    await room.place()
    room.crm.moods.coming.append(DOWN)
    await room.try_to(room.keep_deal, 1)
    await room.work()
    assert room.crm.asked[:3] == ["add", "find", "add"]


async def test_ex_03_of_several_deals_the_oldest_counts_and_people_are_told(room: Room) -> None:
    await room.place()
    room.crm.moods.coming.append(LOST)
    await room.try_to(room.keep_deal, 1)
    room.crm.carry_out(room.crm.records["1"].first)
    room.clock.turn(61)
    await room.work()
    pair = await room.pair()
    assert pair.deal
    assert pair.deal.id == "1"
    assert "deals_doubled" in await room.whats()
    assert "chat.alarm_admins" in await room.owed()


async def test_ex_27_what_was_cancelled_while_its_deal_was_being_made_is_cancelled_there(room: Room) -> None:
    order = await room.place()
    room.crm.moods.coming.append(LOST)
    await room.try_to(room.keep_deal, 1)
    room.clock.turn(10)
    room.shop.edit(order, status="cancelled")
    await room.hear(StoreHint("shop", "1042", order.order))
    room.clock.turn(61)
    await room.work()
    assert room.crm.records["1"].stage.code == "LOSE"


# --- the lead of the main job ---------------------------------------------------------------------------------------


@pytest.fixture
async def leads(room: Room) -> AsyncIterator[LeadService]:
    service = make_service()

    def open_lead(books: Any, order: StoreOrder, now: Any) -> int:
        return service.receive(books, lead_order_of(order), now).lead_id

    room.service = ExchangeService(lambda: MAP, open_lead)
    room.restart()
    yield service


async def test_ex_05_the_deal_waits_for_the_lead_and_links_to_it(room: Room, leads: LeadService) -> None:
    await room.place()
    waits = await room.try_to(room.keep_deal, 1)
    assert isinstance(waits, Temporary)
    assert waits.blameless
    now = room.clock.now()
    await room.store.write(lambda books: leads.tell(books, 1, events.Registered("bitrix24", "5533"), now))
    await room.keep_deal(1)
    assert room.crm.records["1"].first.lead_id == "5533"


async def test_ex_05_after_two_minutes_it_goes_without(room: Room, leads: LeadService) -> None:
    await room.place()
    room.clock.turn(LINK_WITHIN.total_seconds())
    await room.keep_deal(1)
    assert room.crm.records["1"].first.lead_id == ""


# --- content --------------------------------------------------------------------------------------------------------


async def change(room: Room, deal: DealRecord, **changes: Any) -> list[str]:
    """What the CRM was asked for it."""
    room.crm.asked.clear()
    record = room.shop.records["1042"]
    room.clock.turn(5)
    room.shop.edit(record, **changes)
    await room.hear(StoreHint("shop", "1042", record.order))
    await room.work()
    assert not deal.gone
    return room.crm.asked


async def test_ex_14_only_what_changed_is_written_and_peoples_own_words_stay(room: Room) -> None:
    _order, deal = await room.made()
    room.crm.rename(deal, "Подарок")
    assert await change(room, deal, lines=(STRAP,), paid=True) == ["show"]
    assert deal.content["lines"] == (STRAP,)
    assert deal.content["title"] == "Подарок"


async def test_ex_13_nothing_is_written_twice(room: Room) -> None:
    order, deal = await room.made()
    assert await change(room, deal, paid=False) == []
    await room.hear(StoreHint("shop", "1042", order.order))
    assert await room.work() == []


async def test_ex_12_a_closed_deal_shows_what_it_showed(room: Room) -> None:
    order, deal = await room.made()
    await room.drag(deal, WON)
    await room.work()
    assert order.order.status == "done"
    assert await change(room, deal, comment="позже") == []
    await room.drag(deal, SENT)
    await room.work()
    assert deal.content["comment"] == "позже"


async def test_ex_13_what_a_lost_answer_left_in_doubt_is_written_again(room: Room) -> None:
    """Paid, shown without an answer, and unpaid again: the deal must not stay paid."""
    order, deal = await room.made()
    room.shop.edit(order, paid=True)
    await room.hear(StoreHint("shop", "1042", order.order))
    room.crm.moods.coming.append(LOST)
    assert isinstance(await room.try_to(room.keep_deal, 1), Unknown)
    assert deal.content["paid"]
    await change(room, deal, paid=False)
    assert not deal.content["paid"]


# --- stages ---------------------------------------------------------------------------------------------------------


async def test_ex_24_a_status_moves_the_deal(room: Room) -> None:
    _order, deal = await room.made()
    await change(room, deal, status="paid")
    assert deal.stage == PAID
    assert (await room.whats())[-2:] == ["status_moved", "deal_moved"]


async def test_ex_26_ex_22_a_deal_is_read_before_it_is_moved_when_an_event_told_of_it(room: Room) -> None:
    """Both have moved, and the store's event is worked on first: people's move is not written over."""
    order, deal = await room.made()
    room.crm.drag(deal, SENT)
    room.shop.edit(order, status="paid")
    await room.hear(StoreHint("shop", "1042", order.order), room.crm.outbox.pop())
    await room.keep_deal(1)
    assert deal.stage == SENT
    await room.work()
    assert order.order.status == "posted by train"


async def test_ex_23_the_crms_own_rules_move_the_order_on(room: Room) -> None:
    order, deal = await room.made()
    room.crm.rules = {"PAY": SENT}
    await change(room, deal, status="paid")
    assert deal.stage == SENT
    assert order.order.status == "posted by train"


# --- trouble --------------------------------------------------------------------------------------------------------


async def test_ex_28_a_deleted_deal_is_found_out_by_writing_to_it(room: Room) -> None:
    _order, deal = await room.made()
    room.crm.delete(deal)
    room.clock.turn(5)
    room.shop.edit(room.shop.records["1042"], status="paid")
    await room.hear(StoreHint("shop", "1042", room.shop.records["1042"].order))
    await room.work()
    assert (await room.pair()).halt is Halt.DEAL_GONE
    assert await room.work() == []
    await room.tap()
    room.clock.turn(61)
    await room.work()
    assert room.crm.records["2"].stage == PAID
    assert "find" in room.crm.asked, "somebody may have copied it"


async def test_ex_32_what_the_crm_refuses_waits_for_a_person(room: Room) -> None:
    _order, deal = await room.made()
    room.crm.moods.coming.append(REFUSE)
    await change(room, deal, status="paid")
    pair = await room.pair()
    assert pair.refusal
    assert pair.refusal.side is Side.CRM
    assert pair.due_stage == "PAY"
    assert "chat.alarm_admins" in await room.owed()
    await room.tap()
    await room.work()
    assert deal.stage == PAID


async def test_a_key_that_is_not_accepted_is_no_refusal(room: Room) -> None:
    """Its job is kept until somebody has renewed it; no try is used up."""
    await room.place()
    room.crm.moods.coming.append(KEY)
    assert isinstance(await room.try_to(room.keep_deal, 1), Unauthorised)
    assert (await room.pair()).refusal is None


async def test_ex_32_a_job_that_was_given_up_is_a_refusal(room: Room) -> None:
    await room.place()
    room.crm.moods.coming.append(DOWN)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    await room.keep_deal.give_up(1, "it is down since an hour")
    assert not (await room.pair()).owes_crm
    assert (await room.whats())[-1] == "refused_by_crm"


async def test_ex_32_what_is_owed_by_the_time_a_job_is_given_up_was_not_refused(room: Room) -> None:
    order, deal = await room.made()
    room.shop.edit(order, status="paid")
    await room.hear(StoreHint("shop", order.id, order.order))
    room.crm.moods.coming.append(DOWN)
    assert isinstance(await room.try_to(room.keep_deal, 1), Temporary)
    room.clock.turn(5)
    room.shop.edit(order, status="sent")
    await room.hear(StoreHint("shop", order.id, order.order))
    await room.keep_deal.give_up(1, "it is down since an hour")
    assert (await room.pair()).refusals == ()
    await room.work()
    assert deal.stage == SENT


async def test_ex_32_content_that_is_refused_holds_up_no_stage_of_either_side(room: Room) -> None:
    order, deal = await room.made()
    room.crm.moods.coming.append(REFUSE)
    room.shop.edit(order, comment="ring twice", status="processing")
    await room.hear(StoreHint("shop", order.id, order.order))
    await room.work()
    assert (deal.stage, deal.content["comment"]) == (WORK, ""), "the store's move came through"
    assert [it.duty for it in (await room.pair()).refusals] == [Duty.CONTENT]
    await room.drag(deal, PAID)
    await room.work()
    assert order.order.status == "paid", "and so did a person's"
    await room.tap()
    await room.work()
    assert (deal.content["comment"], (await room.pair()).refusal) == ("ring twice", None)


async def test_ex_32_refused_by_both_sides_neither_is_asked_again_by_itself(room: Room) -> None:
    order, deal = await room.made()
    room.crm.moods.coming.append(REFUSE)
    room.shop.edit(order, comment="ring twice")
    await room.hear(StoreHint("shop", order.id, order.order))
    await room.work()
    room.shop.moods.coming.append(REFUSE)
    await room.drag(deal, PAID)
    await room.work()
    pair = await room.pair()
    assert [it.duty for it in pair.refusals] == [Duty.CONTENT, Duty.STATUS]
    assert (pair.owes_crm, pair.owes_store) == (False, False)
    assert await room.work() == []
    await room.tap()
    await room.work()
    assert (deal.content["comment"], order.order.status) == ("ring twice", "paid")


async def test_ex_32_a_person_tries_a_pair_again_from_the_list_of_what_was_given_up(room: Room) -> None:
    order, deal = await room.made()
    room.shop.moods.coming.append(DOWN)
    await room.drag(deal, PAID)
    room.clock.turn(2)
    await room.look_at_deals()
    assert isinstance(await room.try_to(room.keep_order, 1), Temporary)
    await room.keep_order.give_up(1, "it is down since an hour")
    now, anna = room.clock.now(), Person(7, "Анна")

    def give_up(books: Books) -> None:
        (job,) = (it for it in books.jobs.listed() if it.kind == KEEP_ORDER)
        books.jobs.fail(job.id, "it is down since an hour", 12)
        books.dead.revive(anna, now, timedelta(0))

    await room.store.write(give_up)
    (revived,) = (it for it in await room.store.read(lambda books: books.jobs.listed()) if it.kind == RETRY_PAIR)
    assert (revived.key, revived.data) == (f"{RETRY_PAIR}:1", {"name": "Анна"})
    await room.store.write(lambda books: books.jobs.finish(revived.id))
    await room.retry(1, "Анна")
    await room.work()
    assert order.order.status == "paid"
    assert await room.retry(1, "Анна") == Done("nothing was refused")


# --- looks ----------------------------------------------------------------------------------------------------------


async def test_ex_22_fifty_deals_are_read_in_one_request(room: Room) -> None:
    for number in range(60):
        await room.place(str(2000 + number))
    await room.work()
    for deal in room.crm.records.values():
        await room.drag(deal, PAID)
    room.crm.asked.clear()
    room.clock.turn(2)
    again = await room.look_at_deals()
    await room.look_at_deals()
    assert room.crm.asked == ["read", "read"]
    assert type(again).__name__ == "Again"
    assert [kind for kind in await room.owed() if kind == LOOK_AT_DEALS] == [LOOK_AT_DEALS], "one job for all of them"
    await room.work()
    assert {it.order.status for it in room.shop.records.values()} == {"paid"}


async def test_ex_22_a_hint_that_comes_while_one_is_asked_is_not_lost(room: Room) -> None:
    order, deal = await room.made()
    await room.drag(deal, PAID)
    room.clock.turn(2)

    async def meanwhile() -> None:
        """The deal is moved on after it was read, and the event comes before the answer."""
        if room.crm.asked[-1] == "read":
            room.crm.moods.gate = once
            room.clock.turn(1)

    async def once() -> None:
        room.crm.moods.gate = nothing
        room.clock.turn(1)
        await room.drag(deal, SENT)

    async def nothing() -> None:
        return

    room.crm.moods.gate = meanwhile
    await room.look_at_deals()
    await room.work()
    assert order.order.status == "posted by train"


async def test_ex_28_a_look_that_finds_no_deal_tells_of_its_end(room: Room) -> None:
    _order, deal = await room.made()
    room.crm.delete(deal)
    await room.hear(room.crm.outbox.pop())
    await room.work()
    assert (await room.whats())[-1] == "deal_gone"
    assert KEEP_DEAL not in await room.owed()


async def test_a_stale_hour_is_no_reason_to_make_a_deal_twice(room: Room) -> None:
    """The process is killed after its intent and before its request (EX-03)."""
    await room.place()
    room.crm.moods.coming.append(KEY)
    await room.try_to(room.keep_deal, 1)
    room.restart()
    room.clock.turn(timedelta(hours=1).total_seconds())
    await room.work()
    assert len(room.crm.records) == 1


@pytest.mark.parametrize(("days", "called"), [(2, True), (4, False)])
async def test_ex_34_nobody_is_called_about_an_order_of_long_ago(room: Room, days: int, called: bool) -> None:
    """It gets its deal all the same."""
    opened: list[str] = []
    room.service = ExchangeService(lambda: MAP, lambda _books, order, _now: opened.append(order.ref))
    record = room.shop.place(make_order("9", placed_at=room.clock.now() - timedelta(days=days)))
    await room.hear(StoreHint("shop", "9", record.order))
    assert opened == (["9"] if called else [])
    assert (await room.pair("9")).owes_crm
