"""Who works here and when: one use case for the chat and the command line (X-17, X-39)."""

from zoneinfo import ZoneInfo

import pytest

from bot.app.staff import Staff
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.staff.roles import Role
from desk.staff.shift import UNTIL_BACK, UNTOLD, Shift
from desk.staff.wishes import Wish
from handlers.telegram.desk import Guest
from storage.books import Books, Store
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

ANNA, OLGA = Person(1, "Анна"), Person(904, "Ольга")
SELLER, ADMIN = Guest(ANNA, Role.SELLER, "ru"), Guest(OLGA, Role.ADMIN, "ru")


@pytest.fixture
def staff() -> Staff:
    return Staff(make_service(make_rules()), frozenset({OLGA.id}), ZoneInfo("Europe/Moscow"))


def meet(books: Books) -> None:
    for person in (ANNA, OLGA):
        books.people.meet(person.id, person.name, "", MONDAY_NOON)


def looked_at(books: Books) -> tuple[Shift, list[str]]:
    known = books.people.find(ANNA.id)
    return known.shift if known else UNTOLD, [it.what for it in books.acts.latest(9)][::-1]


async def change(store: Store, staff: Staff, giver: Guest, wish: Wish, words: str, key: str = "") -> Shift:
    return await store.write(lambda books: staff.change_shift(books, giver, ANNA, wish, words, MONDAY_NOON, key))


async def test_x_17_a_change_that_is_told_twice_is_made_once(store: Store, staff: Staff) -> None:
    """The update came again since the desk was stopped before its answer; meanwhile somebody else changed it."""
    await store.write(meet)
    await change(store, staff, SELLER, Wish.AWAY, "", "telegram:5")
    await change(store, staff, ADMIN, Wish.BACK, "", "telegram:6")
    assert await change(store, staff, SELLER, Wish.AWAY, "", "telegram:5") == UNTOLD
    assert await store.read(looked_at) == (UNTOLD, ["away", "back"])


async def test_x_17_what_changes_nothing_is_no_act(store: Store, staff: Staff) -> None:
    await store.write(meet)
    await change(store, staff, SELLER, Wish.BACK, "")
    assert await store.read(looked_at) == (UNTOLD, [])


async def test_x_17_what_is_refused_leaves_neither_a_change_nor_an_act(store: Store, staff: Staff) -> None:
    await store.write(meet)
    boris = Guest(Person(2, "Борис"), Role.SELLER, "ru")
    for giver, words in ((boris, ""), (SELLER, "01.01.2020"), (SELLER, "soon")):
        with pytest.raises(Rejected):
            await change(store, staff, giver, Wish.AWAY, words)
    assert await store.read(looked_at) == (UNTOLD, [])


async def test_an_absence_that_is_over_is_forgotten_with_the_next_change(store: Store, staff: Staff) -> None:
    def work(books: Books) -> None:
        meet(books)
        books.people.set_shift(ANNA.id, Shift(away_until=MONDAY_NOON), MONDAY_NOON)

    await store.write(work)
    assert await change(store, staff, SELLER, Wish.HOURS, "24/7") == Shift("24/7")


async def test_the_owners_of_the_settings_are_owners_whatever_is_kept_of_them(store: Store, staff: Staff) -> None:
    await store.write(meet)
    assert staff.standing(OLGA.id, None) is Role.OWNER
    with pytest.raises(NotFound):
        await store.read(lambda books: staff.named(books, "@nobody"))
    assert await change(store, staff, ADMIN, Wish.AWAY, "") == Shift(away_until=UNTIL_BACK)
