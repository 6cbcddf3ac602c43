"""Shifts and candidates in the database (X-15, X-17)."""

from datetime import date, timedelta

from sqlalchemy import event

from desk.leads import events
from desk.leads.model import LeadStatus, Person
from desk.model import Consent, Customer, Order
from desk.staff.distribution import Candidate
from desk.staff.shift import UNTIL_BACK, UNTOLD, Shift
from storage.books import Books, Store
from tests.clocks import MONDAY_NOON, TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

ANNA, BORIS, OLGA = Person(1, "Анна"), Person(2, "Борис"), Person(3, "Ольга")
FULL = Shift(
    "пн-пт 09:00-18:00",
    (date(2026, 12, 31), date(2027, 1, 1)),
    MONDAY_NOON + timedelta(microseconds=1),
    ("часы", "ремешки"),
    ("орел",),
)


def meet(books: Books, role: str, *people: Person) -> None:
    for person in people:
        books.people.meet(person.id, person.name, "", MONDAY_NOON)
        books.people.change(person.id, MONDAY_NOON, role=role)


async def test_x_17_a_shift_comes_back_as_it_was_kept(store: Store) -> None:
    await store.write(lambda books: meet(books, "seller", ANNA, BORIS))
    for shift in (FULL, Shift(away_until=UNTIL_BACK)):
        await store.write(lambda books, shift=shift: books.people.set_shift(ANNA.id, shift, MONDAY_NOON))
        known = await store.read(lambda books: books.people.find(ANNA.id))
        assert known
        assert known.shift == shift
    other = await store.read(lambda books: books.people.find(BORIS.id))
    assert other
    assert other.shift == UNTOLD


async def test_x_17_a_shift_outlives_a_new_name_and_a_new_role(store: Store) -> None:
    def work(books: Books) -> Shift:
        meet(books, "seller", ANNA)
        books.people.set_shift(ANNA.id, FULL, MONDAY_NOON)
        meet(books, "admin", Person(ANNA.id, "Анна К."))
        known = books.people.find(ANNA.id)
        assert known
        return known.shift

    assert await store.write(work) == FULL


async def test_a_username_is_found_in_any_case_of_letters(store: Store) -> None:
    await store.write(lambda books: books.people.meet(ANNA.id, ANNA.name, "Anna_K", MONDAY_NOON))
    for words in ("@anna_k", "ANNA_K"):
        known = await store.read(lambda books, words=words: books.people.find_by_username(words))
        assert known
        assert known.id == ANNA.id
    assert await store.read(lambda books: books.people.find_by_username("@annaXk")) is None


async def test_x_15_candidates_are_those_who_were_named_and_work_on_leads(store: Store) -> None:
    def work(books: Books) -> list[Candidate]:
        for number, role in enumerate(("", "viewer", "seller", "admin", "owner", "dismissed"), 1):
            meet(books, role, Person(number, role))
        return books.people.candidates()

    assert [it.person.name for it in await store.write(work)] == ["seller", "admin", "owner"]


async def test_x_15_candidates_come_with_their_open_leads_and_their_last_one(store: Store) -> None:
    service, now = make_service(make_rules(hours="24/7", crm=False, sms=False)), TurnedClock().now()

    def take(books: Books, ref: str, *facts: events.Event) -> None:
        order = Order("site", ref, Customer("Мария", "89161234567"), order_id=ref, consent=Consent(calls=True))
        lead_id = service.receive(books, order, now).lead_id
        for fact in facts:
            service.tell(books, lead_id, fact, now)

    def work(books: Books) -> list[Candidate]:
        meet(books, "seller", ANNA, BORIS, OLGA)
        take(books, "free")
        take(books, "one", events.Claimed(ANNA))
        take(books, "two", events.Claimed(ANNA))
        take(books, "done", events.Claimed(ANNA), events.OutcomeSet(ANNA, LeadStatus.WON))
        take(books, "given back", events.Claimed(BORIS), events.Released(BORIS))
        take(books, "his", events.Claimed(BORIS))
        books.people.set_shift(BORIS.id, FULL, now)
        books.people.note_given(ANNA.id, now)
        return books.people.candidates()

    assert await store.write(work) == [
        Candidate(ANNA, UNTOLD, 2, now),
        Candidate(BORIS, FULL, 1, None),
        Candidate(OLGA, UNTOLD, 0, None),
    ]


async def test_x_15_candidates_cost_one_query_that_reads_nobody_elses_leads(store: Store) -> None:
    asked: list[str] = []

    def work(books: Books) -> str:
        meet(books, "seller", *(Person(number, str(number)) for number in range(1, 40)))
        engine = books.people._db.engine
        listen = lambda *words: asked.append(words[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        try:
            books.people.candidates()
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        plan = books.people._db.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT count(*) FROM lead WHERE assignee_id = 7 AND status IN ('new', 'manual')"
        )
        return " ".join(str(row[3]) for row in plan)

    plan = await store.write(work)
    assert len(asked) == 1
    assert "COVERING INDEX ix_lead_assignee" in plan
