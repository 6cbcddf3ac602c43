"""Cases and exports come back as they were saved, and what one touch claims nobody else has."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from desk.errors import NotFound
from desk.tracking.case import Asked, Case, Result
from desk.tracking.export import Export, Standing
from desk.tracking.handling import open_case
from desk.tracking.model import Kind, Utm
from desk.values import replace
from storage.books import Books, Store
from storage.tracking_tables import touch_claim
from tests.desk.tracking.samples import NOON, PHONE, make_touch

DELAY = timedelta(minutes=30)


async def keep(store: Store, number: str = "1", **changes: object) -> Case:
    touch = make_touch(Kind.CHAT, id=number, phone=PHONE, utm=Utm("google", term="часы"))
    case = replace(open_case(touch, NOON, timedelta(minutes=1)), **changes)  # type: ignore[arg-type]
    return await store.write(lambda books: books.touches.add(case))


async def test_cr_84_a_case_comes_back_as_it_was(store: Store) -> None:
    kept = await keep(
        store,
        result=Result.UPDATED_ORDER,
        customer_id="9",
        made_customer=True,
        order_id="7",
        asked=Asked.FILLING,
        marked=("5", "6"),
        reason="нет",
        by_hand="Анна",
    )
    assert await store.read(lambda books: books.touches.load(kept.id)) == kept
    changed = replace(kept, result=Result.FAILED, by_hand="")
    await store.write(lambda books: books.touches.save(changed))
    assert await store.read(lambda books: books.touches.find("chat:12345:1")) == changed
    assert await store.read(lambda books: books.touches.troubled(9)) == [changed]
    with pytest.raises(NotFound):
        await store.read(lambda books: books.touches.load(99))


async def test_cr_19_there_is_one_case_for_a_touch(store: Store) -> None:
    await keep(store)
    with pytest.raises(IntegrityError):
        await keep(store)


async def test_cr_84_results_are_counted_and_orders_known(store: Store) -> None:
    """Only orders that a touch has made or filled are its own."""
    await keep(store, "1", result=Result.CREATED_ORDER, order_id="7")
    await keep(store, "2", result=Result.SKIPPED, order_id="8")
    last = await keep(store, "3")
    assert await store.read(lambda books: books.touches.with_order(["7", "8", "9"])) == {"7"}
    counts = {"created_order": 1, "skipped_already_linked": 1, "": 1}
    assert await store.read(lambda books: books.touches.counts()) == counts
    assert await store.read(lambda books: books.touches.latest(1)) == [last]


async def test_cr_20_a_claim_is_whole_and_exclusive(store: Store) -> None:
    one, other = await keep(store, "1"), await keep(store, "2")

    def work(books: Books) -> None:
        def claim(case: Case, *things: str, minutes: int = 0) -> bool:
            return books.touches.claim(case.id, things, NOON + minutes * timedelta(minutes=1))

        assert claim(one, "a", "b")
        assert claim(one, "b", "c"), "one's own are no hindrance"
        assert not claim(other, "d", "b")
        assert claim(one, "d"), "of a claim that failed nothing is left"
        books.touches.release(one.id, NOON + timedelta(minutes=1))
        assert not claim(other, "a")
        assert claim(other, "a", minutes=1)
        books.touches.release(one.id)
        assert claim(other, "b", "c", "d")

    await store.write(work)


async def test_cr_61_an_export_comes_back_and_is_due_when_it_owes(store: Store) -> None:
    told = Standing("new", NOON)
    export = Export(0, "7", NOON, NOON, (NOON, NOON + DELAY), told, found=True)

    def work(books: Books) -> Export:
        return books.tracker_deals.add(export, NOON, DELAY)

    kept = await store.write(work)
    assert kept == replace(export, id=kept.id)
    assert await store.read(lambda books: books.tracker_deals.find("7")) == kept
    assert await store.read(lambda books: books.tracker_deals.next_due()) == NOON + 2 * DELAY
    assert await store.read(lambda books: books.tracker_deals.due(NOON + DELAY, 9)) == []
    assert await store.read(lambda books: books.tracker_deals.due(NOON + 2 * DELAY, 9)) == [kept]
    refused = replace(kept, refusal="no")
    await store.write(lambda books: books.tracker_deals.save(refused, NOON, DELAY))
    assert await store.read(lambda books: books.tracker_deals.next_due()) is None
    assert await store.read(lambda books: books.tracker_deals.counts()) == {"refused": 1}
    assert await store.read(lambda books: books.tracker_deals.latest(9)) == [refused]
    with pytest.raises(IntegrityError):
        await store.write(work)
    with pytest.raises(NotFound):
        await store.read(lambda books: books.tracker_deals.load(99))


async def test_a_contact_that_was_held_in_doubt_is_forgotten_when_it_is_free(store: Store) -> None:
    case, later = await keep(store), NOON + timedelta(minutes=5)
    await store.write(lambda books: books.touches.claim(case.id, ["phone:7900", "email:a@example.com"], NOON))
    await store.write(lambda books: books.touches.release(case.id, later))

    async def held() -> int:
        await store.write(lambda books: books.touches.sweep(now))
        return await store.database.read(
            lambda connection: connection.execute(select(func.count()).select_from(touch_claim)).scalar_one()
        )

    now = NOON
    assert await held() == 2
    now = later
    assert await held() == 0
