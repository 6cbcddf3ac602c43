"""Who somebody is: looked up anew for each who asks, and in one look for those who ask at one moment."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from bot.app.census import Census
from desk.errors import Temporary
from desk.staff.roles import Role
from storage.books import Books, Store
from tests.clocks import TurnedClock

T = TypeVar("T")
ANNA, BORIS = 501, 502
NOW = TurnedClock().now()


class CountingStore(Store):
    looks = 0
    down = False

    async def read(self, work: Callable[[Books], T]) -> T:
        self.looks += 1
        if self.down:
            raise Temporary("the disk is gone")
        return await super().read(work)


@pytest.fixture
def counting(store: Store) -> CountingStore:
    return CountingStore(store.database)


async def appoint(store: Store, person: int, role: Role) -> None:
    def work(books: Books) -> None:
        books.people.meet(person, "Anna", "", NOW)
        books.people.change(person, NOW, role=role.value)

    await store.write(work)


async def test_x_39_those_who_come_at_one_moment_are_looked_up_together(counting: CountingStore) -> None:
    await appoint(counting, ANNA, Role.SELLER)
    census = Census(counting)
    found = await asyncio.gather(*(census.look(it) for it in (ANNA, BORIS, ANNA) * 20))
    roles = [known.role if known else "" for known, named in found if named]
    assert roles == ["seller", "", "seller"] * 20
    assert counting.looks <= 2


async def test_x_39_whoever_asks_after_a_change_sees_it(counting: CountingStore) -> None:
    census = Census(counting)
    assert await census.look(ANNA) == (None, False)
    early = asyncio.create_task(census.look(ANNA))
    await asyncio.sleep(0)
    await appoint(counting, ANNA, Role.ADMIN)
    known, _named = await census.look(ANNA)
    assert known and known.role == "admin"
    await early


async def test_a_look_that_fails_fails_for_all_who_asked_and_for_nobody_later(counting: CountingStore) -> None:
    census = Census(counting)
    counting.down = True
    answers = await asyncio.gather(*(census.look(it) for it in (ANNA, BORIS)), return_exceptions=True)
    assert [type(it) for it in answers] == [Temporary, Temporary]
    counting.down = False
    assert await census.look(ANNA) == (None, False)


async def test_whoever_goes_away_takes_nobody_else_with_them(counting: CountingStore) -> None:
    census = Census(counting)
    first = asyncio.create_task(census.look(ANNA))
    second = asyncio.create_task(census.look(BORIS))
    await asyncio.sleep(0)
    first.cancel()
    assert await asyncio.wait_for(second, 2) == (None, False)
