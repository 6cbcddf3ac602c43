"""Pairs come back as they were saved, keep their log, and are found by whatever is known of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from desk.errors import NotFound
from desk.exchange.draft import draft_of
from desk.exchange.model import Deal
from desk.exchange.pair import Duty, Halt, Pair, Refusal, Side
from desk.exchange.process import open_pair
from desk.exchange.progress import Note
from storage.books import Books, Store
from tests.exchange.orders import NOON, make_order
from tests.exchange.world import PAID

SECOND = timedelta(seconds=1)


async def keep(store: Store, ref: str = "1042", **changes: object) -> Pair:
    pair = replace(open_pair(make_order(ref)).pair, **changes)  # type: ignore[arg-type]
    return await store.write(lambda books: books.pairs.add(pair, NOON))


async def test_a_pair_comes_back_as_it_was(store: Store) -> None:
    order = make_order()
    kept = await keep(
        store,
        deal=Deal("7", PAID, NOON, "12"),
        shown=draft_of(order),
        tried=draft_of(replace(order, paid=True)),
        due_status="paid",
        halt=Halt.ORDER_GONE,
        refusals=(Refusal(Duty.STATUS, "нет"),),
        into_crm=NOON,
    )
    assert await store.read(lambda books: books.pairs.load(kept.id)) == kept
    changed = replace(kept, halt=None, turn=3)
    await store.write(lambda books: books.pairs.save(changed, NOON))
    assert await store.read(lambda books: books.pairs.load(kept.id)) == changed


async def test_ex_01_there_is_one_pair_for_a_store_and_a_number(store: Store) -> None:
    await keep(store)
    with pytest.raises(IntegrityError):
        await keep(store)


async def test_a_pair_is_found_by_its_order_its_deal_and_its_lead(store: Store) -> None:
    kept = await keep(store, deal=Deal("7", PAID, NOON), lead_id=3)
    other = await keep(store, "1043")

    def find(books: Books) -> list[Pair | None]:
        pairs = books.pairs
        return [pairs.find("shop", "1042"), pairs.of_deal("7"), pairs.of_lead(3), pairs.find("site", "1042")]

    assert await store.read(find) == [kept, kept, kept, None]
    assert await store.read(lambda books: books.pairs.of_deal("8")) is None
    assert await store.read(lambda books: books.pairs.latest(1)) == [other]
    assert await store.read(lambda books: books.pairs.after(kept.id, 5)) == [other]
    with pytest.raises(NotFound):
        await store.read(lambda books: books.pairs.load(99))


async def test_the_log_keeps_its_order(store: Store) -> None:
    kept = await keep(store)
    notes = [Note("opened"), Note("deal_gone", "Анна", {"deal": "7"})]
    await store.write(lambda books: books.pairs.write(kept.id, NOON, notes))
    assert [it.note for it in await store.read(lambda books: books.pairs.log(kept.id))] == notes


async def test_ex_22_who_was_hinted_at_first_is_asked_first(store: Store) -> None:
    first, second = await keep(store), await keep(store, "1043")

    def hint(books: Books) -> None:
        books.pairs.hint(second.id, Side.CRM, NOON)
        books.pairs.hint(first.id, Side.CRM, NOON + SECOND)

    await store.write(hint)
    assert await store.read(lambda books: books.pairs.hinted(Side.CRM, 9)) == [second, first]
    assert await store.read(lambda books: books.pairs.hinted(Side.STORE, 9)) == []
    assert await store.read(lambda books: books.pairs.awaits(first.id, Side.CRM))
    assert not await store.read(lambda books: books.pairs.awaits(first.id, Side.STORE))


async def test_ex_22_a_hint_that_came_after_the_question_stays(store: Store) -> None:
    kept = await keep(store)
    await store.write(lambda books: books.pairs.hint(kept.id, Side.STORE, NOON + SECOND))
    await store.write(lambda books: books.pairs.clear_hint(kept.id, Side.STORE, NOON))
    assert await store.read(lambda books: books.pairs.awaits(kept.id, Side.STORE))
    await store.write(lambda books: books.pairs.clear_hint(kept.id, Side.STORE, NOON + SECOND))
    assert not await store.read(lambda books: books.pairs.awaits(kept.id, Side.STORE))


async def test_what_is_owed_since_long_is_listed(store: Store) -> None:
    owing, _halted = await keep(store), await keep(store, "1043", halt=Halt.ENDED_BEFORE)
    assert await store.read(lambda books: books.pairs.owing(NOON + SECOND, 9)) == [owing]
    assert await store.read(lambda books: books.pairs.owing(NOON, 9)) == []
