"""X-39: the audit log."""

from desk.leads.model import Person
from storage.acts import REFUSED, Act
from storage.books import Books, Store
from tests.clocks import TurnedClock

ANNA, OLGA = Person(1, "Анна"), Person(2, "Ольга")


async def test_x_39_acts_are_found_by_who_and_by_lead_the_newest_first(store: Store) -> None:
    clock = TurnedClock()

    def work(books: Books) -> None:
        books.acts.note(ANNA, "claim", clock.now(), lead_id=17)
        books.acts.note(OLGA, "appoint", clock.now(), subject="Борис", role="seller")
        books.acts.note(OLGA, "release", clock.now(), lead_id=17)

    await store.write(work)

    def read(books: Books) -> list[list[str]]:
        asked = (
            books.acts.latest(9),
            books.acts.latest(1),
            books.acts.latest(9, who_id=OLGA.id),
            books.acts.latest(9, lead_id=17),
        )
        return [[it.what for it in acts] for acts in asked]

    found = await store.read(read)
    assert found == [["release", "appoint", "claim"], ["release"], ["release", "appoint"], ["release", "claim"]]


async def test_an_act_is_kept_as_it_was_noted_and_told_once(store: Store) -> None:
    clock = TurnedClock()

    def work(books: Books) -> tuple[bool, bool]:
        before = books.acts.is_new("telegram:5")
        books.acts.note(OLGA, "appoint", clock.now(), key="telegram:5", subject="Борис", role="seller")
        return before, books.acts.is_new("telegram:5")

    assert await store.write(work) == (True, False)
    (kept,) = await store.read(lambda books: books.acts.latest(9))
    assert kept == Act(kept.id, clock.now(), 2, "Ольга", "appoint", None, "Борис", {"role": "seller"})


async def test_x_39_a_flood_of_refusals_is_one_row_a_minute_and_action(store: Store) -> None:
    clock = TurnedClock()

    async def refuse(who: Person, action: str) -> None:
        now = clock.now()
        await store.write(lambda books: books.acts.refuse(who, action, "stranger", now, lead_id=17))

    for _ in range(20):
        await refuse(ANNA, "claim")
    await refuse(ANNA, "release")
    await refuse(OLGA, "claim")
    clock.turn(60)
    await refuse(ANNA, "claim")
    found = await store.read(lambda books: books.acts.latest(99, what=REFUSED))
    assert [(it.who, it.subject) for it in found[::-1]] == [
        ("Анна", "claim"),
        ("Анна", "release"),
        ("Ольга", "claim"),
        ("Анна", "claim"),
    ]
    assert (found[0].lead_id, found[0].data) == (17, {"reason": "stranger"})
