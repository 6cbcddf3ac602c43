"""The looks of call tracking are owed once each, and not while one of them waits for a person."""

from datetime import timedelta

from desk.tracking.model import Kind, Touch
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import (
    FIND_TOUCHES,
    HANDLE_TOUCH,
    LEARN_BINDINGS,
    MAKE_FIELDS,
    SEND_DEALS,
    TURN_HISTORY,
)
from scheduler.audit import PATIENCE
from scheduler.tracking import TrackingLooks, overdue
from storage.books import Store
from tests.clocks import TurnedClock


async def kinds(store: Store) -> list[str]:
    return sorted(it.kind for it in await store.read(lambda books: books.jobs.listed()))


async def test_cr_60_each_look_is_owed_once(store: Store) -> None:
    """The history of orders, the tracker's lists (CR-19), and whatever is due (CR-61)."""
    looks = TrackingLooks(store, TurnedClock(), ("crm", "site"))
    for owe in (looks.begin, looks.owe, looks.owe_lists):
        await owe()
    assert await kinds(store) == sorted([FIND_TOUCHES, LEARN_BINDINGS, MAKE_FIELDS, SEND_DEALS, TURN_HISTORY])


async def test_cr_82_a_look_that_was_given_up_is_not_piled_up(store: Store) -> None:
    looks = TrackingLooks(store, TurnedClock(), ("crm", "site"))
    await looks.owe()
    job = (await store.read(lambda books: books.jobs.listed()))[0]
    await store.write(lambda books: books.jobs.fail(job.id, "it is down", 12))
    await looks.owe()
    assert len(await kinds(store)) == 2


async def test_cr_13_a_touch_whose_hint_was_lost_is_found_by_the_audit(store: Store) -> None:
    clock = TurnedClock()
    touch = Touch(Kind.CALL, "1", "12345", clock.now(), phone="79001234567")
    await store.write(lambda books: TrackingService(Wishes).receive(books, touch, clock.now()))
    late = clock.now() + timedelta(minutes=2) - PATIENCE
    assert await store.read(lambda books: list(overdue(books, late))) == []
    owed = await store.read(lambda books: list(overdue(books, late + timedelta(minutes=2))))
    assert [it.kind for it in owed] == [HANDLE_TOUCH]
