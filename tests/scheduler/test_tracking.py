"""The looks of call tracking are owed once each, and not while one of them waits for a person."""

from desk.tracking.work import FIND_TOUCHES, SEND_DEALS, TURN_HISTORY
from scheduler.tracking import TrackingLooks
from storage.books import Store
from tests.clocks import TurnedClock


async def kinds(store: Store) -> list[str]:
    return sorted(it.kind for it in await store.read(lambda books: books.jobs.listed()))


async def test_cr_60_each_look_is_owed_once(store: Store) -> None:
    """The history of orders, the tracker's lists (CR-19), and whatever is due (CR-61)."""
    looks = TrackingLooks(store, TurnedClock())
    await looks.owe()
    await looks.owe()
    assert await kinds(store) == sorted([FIND_TOUCHES, SEND_DEALS, TURN_HISTORY])


async def test_cr_82_a_look_that_was_given_up_is_not_piled_up(store: Store) -> None:
    looks = TrackingLooks(store, TurnedClock())
    await looks.owe()
    job = (await store.read(lambda books: books.jobs.listed()))[0]
    await store.write(lambda books: books.jobs.fail(job.id, "it is down", 12))
    await looks.owe()
    assert len(await kinds(store)) == 3
