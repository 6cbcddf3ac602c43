"""What no event told of is found by the time of its change."""

import pytest

from desk.errors import Temporary
from desk.exchange.work import LOOK_AT_DEALS
from scheduler.reconciliation import DEALS, ORDERS, cursor_of
from storage.books import Books
from tests.desk.leads.effects.conftest import DeathError, Fate, MortalStore
from tests.exchange.conftest import Room
from tests.exchange.orders import make_order
from tests.exchange.world import DOWN, PAID


@pytest.fixture
async def begun(room: Room) -> Room:
    """An empty cursor begins now."""
    await room.reconciliation.run()
    room.clock.turn(2)
    return room


async def cursor(room: Room, name: str) -> str:
    kept = await room.store.read(lambda books: books.vault.load(name))
    return str((kept or {}).get("cursor", ""))


async def test_ex_40_orders_whose_events_were_lost_are_found(begun: Room) -> None:
    for number in range(5):  # on three pages
        begun.shop.place(make_order(str(1000 + number)))
    begun.clock.turn(2)
    await begun.reconciliation.run()
    await begun.work()
    assert len(begun.crm.records) == 5


async def test_ex_40_a_deal_whose_event_was_lost_is_read_and_moves_its_order(begun: Room) -> None:
    order, deal = await begun.made()
    begun.crm.drag(deal, PAID)
    begun.clock.turn(2)
    await begun.reconciliation.run()
    await begun.work()
    assert order.order.status == "paid"


async def test_ex_40_what_is_known_already_owes_nothing(begun: Room) -> None:
    await begun.made()
    begun.clock.turn(2)
    await begun.reconciliation.run()
    assert await begun.work() == []
    assert await begun.owed() == []


async def test_ex_40_a_crash_between_a_page_and_its_commit_reads_the_page_again(begun: Room) -> None:
    for number in range(5):
        begun.shop.place(make_order(str(1000 + number)))
    begun.clock.turn(2)
    before = await cursor(begun, cursor_of(ORDERS, begun.shop))
    whole, begun.store = begun.store, MortalStore(begun.store, Fate(fatal=5))  # type: ignore[assignment]
    begun.restart()
    with pytest.raises(DeathError):
        await begun.reconciliation.run()
    begun.store = whole
    begun.restart()
    first = await cursor(begun, cursor_of(ORDERS, begun.shop))
    assert first > before, "the first page was kept"
    known = await begun.store.read(lambda books: len(books.pairs.latest(9)))
    assert known == 2
    await begun.reconciliation.run()
    assert await begun.store.read(lambda books: len(books.pairs.latest(9))) == 5


async def test_ex_40_a_store_that_is_down_does_not_keep_deals_from_being_read(begun: Room) -> None:
    order, deal = await begun.made()
    begun.crm.drag(deal, PAID)
    begun.clock.turn(2)
    begun.shop.moods.coming.append(DOWN)
    with pytest.raises(Temporary):
        await begun.reconciliation.run()
    assert begun.shop.moods.coming == type(begun.shop.moods.coming)()
    await begun.work()
    assert order.order.status == "paid"
    assert await cursor(begun, cursor_of(DEALS, begun.crm))


async def test_ex_40_a_hint_whose_job_was_given_up_is_asked_for_again(begun: Room) -> None:
    _order, deal = await begun.made()
    await begun.drag(deal, PAID)

    def lose(books: Books) -> None:
        for job in books.jobs.listed():
            books.jobs.finish(job.id)

    await begun.store.write(lose)
    await begun.reconciliation.run()
    assert await begun.owed() == [LOOK_AT_DEALS]


async def test_ex_40_a_shop_that_changes_its_store_begins_anew_with_the_other(begun: Room) -> None:
    """It knows nothing of the old one's cursor."""
    before = await cursor(begun, cursor_of(ORDERS, begun.shop))
    begun.shop.name = "another"
    assert await cursor(begun, cursor_of(ORDERS, begun.shop)) == ""
    await begun.reconciliation.run()
    begun.shop.name = "shop"
    assert await cursor(begun, cursor_of(ORDERS, begun.shop)) == before


async def test_ex_40_however_long_a_store_is_down_it_is_gone_through_afterwards(begun: Room) -> None:
    """No try is used up, so the look is never given up."""
    begun.shop.moods.coming.append(DOWN)
    with pytest.raises(Temporary) as raised:
        await begun.reconciliation.look_at_orders()
    assert raised.value.blameless
    assert raised.value.retry_after


async def test_ex_40_what_changed_while_a_side_was_down_from_the_very_first_look_is_found(room: Room) -> None:
    """Where looking begins is written down before anybody is asked."""
    room.shop.moods.coming += [DOWN, DOWN]
    for _ in range(2):
        with pytest.raises(Temporary):
            await room.reconciliation.run()
        room.clock.turn(600)
    room.shop.place(make_order("1000"))
    room.clock.turn(600)
    room.restart()
    await room.reconciliation.run()
    room.clock.turn(2)
    await room.reconciliation.run()
    await room.work()
    assert len(room.crm.records) == 1
