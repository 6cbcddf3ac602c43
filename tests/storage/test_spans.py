"""Stretches of the log and of the leads, found by their moment without an index."""

from datetime import timedelta

import pytest

from desk.leads.model import Person
from storage.books import Books, Store
from tests.clocks import MONDAY_NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
async def test_a_stretch_begins_with_its_first_row(store: Store, count: int) -> None:
    def work(books: Books) -> None:
        for number in range(count):
            books.acts.note(Person(1, "Анна"), "claim", MONDAY_NOON + number * HOUR, lead_id=number)

    await store.write(work)
    for hour in range(-1, count + 2):
        since = MONDAY_NOON + hour * HOUR
        after = await store.read(lambda books: books.spans.before_acts(since))  # noqa: B023
        found = [it.lead_id for _, it in await store.read(lambda books: books.spans.acts(after, 99))]  # noqa: B023
        assert found == [number for number in range(count) if number >= hour]


async def test_pages_follow_each_other(store: Store) -> None:
    def work(books: Books) -> None:
        for number in range(5):
            books.acts.note(Person(1, "Анна"), "claim", MONDAY_NOON, lead_id=number)

    await store.write(work)
    first = await store.read(lambda books: books.spans.acts(0, 3))
    second = await store.read(lambda books: books.spans.acts(first[-1][0], 3))
    assert [it.lead_id for _, it in [*first, *second]] == [0, 1, 2, 3, 4]
