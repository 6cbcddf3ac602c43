"""Figures over many leads: where they stand, and what happened within a period (S0-58, X-37)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import Connection, delete

from desk.leads import events
from desk.leads.model import LeadStatus, Person
from desk.leads.service import LeadService
from desk.model import Consent, Customer, Order
from desk.ports import CallReport, Disposition
from desk.statistics.cases import CallEnd, Deed, Spent
from desk.statistics.standing import AT_PEOPLE, AT_ROBOT, DONE, SHELVES, Shelf, shelf_of
from storage.books import Books, Store
from storage.charges import CURRENCIES
from storage.tables import history, lead
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

MIDNIGHT = datetime(2026, 11, 22, 21, tzinfo=UTC)  # in Moscow
NOON = MIDNIGHT + timedelta(hours=12)
REFS = count(1)
ANNA, BORIS = Person(111, "Анна"), Person(222, "Борис")
SOLD = (events.Claimed(ANNA), events.OutcomeSet(ANNA, LeadStatus.WON))


class Shop:
    """Opens leads and tells them facts, each a minute after the other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.service: LeadService = make_service(make_rules(hours="24/7", crm=False, sms=False))

    async def open(self, *facts: events.Event, at: datetime = NOON, source: str = "site", **changes: bool) -> int:
        consent = Consent(calls=changes.get("calls", True))
        order = Order(source, f"R-{next(REFS)}", Customer("Анна", "89161234567"), consent=consent)
        found = await self.store.write(lambda books: self.service.receive(books, order, at).lead_id)
        await self.tell(found, *facts, at=at)
        return found

    async def tell(self, lead_id: int, *facts: events.Event, at: datetime) -> None:
        def work(books: Books) -> None:
            for minute, fact in enumerate(facts, 1):
                self.service.tell(books, lead_id, fact, at + timedelta(minutes=minute))

        await self.store.write(work)

    async def answered(self, lead_id: int, result: Disposition, at: datetime, number: int = 1, **more: Decimal) -> None:
        report = CallReport("", "s1", result, result.value, **more)
        await self.tell(lead_id, events.CallAsked(number), events.CallEnded(number, report), at=at)


async def test_s0_58_leads_stand_where_they_stand(store: Store) -> None:
    shop = Shop(store)
    await shop.open()
    await shop.open(calls=False)
    await shop.open(events.Claimed(ANNA))
    await shop.open(*SOLD)
    yesterday = await shop.open(*SOLD, at=MIDNIGHT - timedelta(hours=5))
    await shop.tell(yesterday, events.Released(ANNA), at=NOON)  # it changed today, and ended yesterday
    standing = await store.read(lambda books: books.figures.standing(MIDNIGHT))
    assert {it.code: standing.on(it) for it in SHELVES if standing.on(it)} == {
        "calling": 1,
        "manual": 1,
        "in_work": 1,
        "won": 1,
    }
    assert [standing.sum(it) for it in (AT_ROBOT, AT_PEOPLE, DONE)] == [1, 2, 1]
    assert (standing.at(LeadStatus.MANUAL), standing.at(LeadStatus.WON)) == (2, 1)


async def test_s0_58_every_count_is_the_length_of_its_list(store: Store) -> None:
    shop = Shop(store)
    for facts in ((), (events.Claimed(ANNA),), SOLD, ()):
        await shop.open(*facts)
    await shop.open(*SOLD, at=MIDNIGHT - timedelta(days=1))
    standing = await store.read(lambda books: books.figures.standing(MIDNIGHT))
    for shelf in SHELVES:
        leads, total = await store.read(lambda books, it=shelf: books.figures.on_shelf(it, MIDNIGHT, 50))
        assert len(leads) == total == standing.on(shelf), shelf


async def test_a_long_shelf_is_turned_page_by_page(store: Store) -> None:
    shop = Shop(store)
    opened = [await shop.open() for _ in range(7)]
    calling, seen, before = Shelf(LeadStatus.CALLING), [], None
    for left in (7, 4, 1):
        page, total = await store.read(lambda books, it=before: books.figures.on_shelf(calling, MIDNIGHT, 3, it))
        assert total == left
        seen += [it.id for it in page]
        before = seen[-1]
    assert seen == opened[::-1]


async def test_x_37_only_what_was_accepted_in_the_period_is_counted(store: Store) -> None:
    shop = Shop(store)
    for hours in range(-30, 0, 3):
        await shop.open(at=MIDNIGHT + timedelta(hours=hours))
    inside = [await shop.open(at=MIDNIGHT + timedelta(hours=hours)) for hours in range(0, 9, 3)]
    material = await store.read(lambda books: books.figures.material(MIDNIGHT))
    assert [it.id for it in material.cases] == inside
    assert material.cases[0].accepted == MIDNIGHT


async def test_x_37_a_case_says_what_became_of_it(store: Store) -> None:
    shop = Shop(store)
    lead_id = await shop.open(source="landing")
    await shop.answered(lead_id, Disposition.ANSWERED, NOON + timedelta(minutes=5), cost=Decimal("1.25"))
    taken = await shop.open(events.Claimed(BORIS))
    material = await store.read(lambda books: books.figures.material(MIDNIGHT))
    (it, other) = material.cases
    assert (it.id, it.source, it.zone, it.status) == (lead_id, "landing", "Europe/Moscow", LeadStatus.REACHED)
    assert (it.called, it.answered, it.in_crm) == (True, True, False)
    assert it.touched == NOON + timedelta(minutes=6)
    assert material.spent == [Spent("calls", Decimal("1.25"), "")]
    assert (other.id, other.called, other.touched) == (taken, False, NOON + timedelta(minutes=1))


async def test_x_37_a_call_counts_once_whenever_its_lead_was_accepted(store: Store) -> None:
    shop = Shop(store)
    evening = MIDNIGHT - timedelta(minutes=2)
    over_midnight = await shop.open(at=evening)
    await shop.tell(over_midnight, events.CallAsked(1), at=evening)
    report = CallReport("", "s", Disposition.VOICEMAIL, "")
    await shop.tell(over_midnight, events.CallEnded(1, report), at=MIDNIGHT)
    ringing = await shop.open(events.CallAsked(1), at=NOON)
    busy = await shop.open(at=NOON)
    await shop.answered(busy, Disposition.BUSY, NOON)
    calls = (await store.read(lambda books: books.figures.material(MIDNIGHT))).calls
    assert Counter(it.end for it in calls) == {CallEnd.MACHINE: 1, CallEnd.OPEN: 1, CallEnd.NOBODY: 1}
    assert ringing


async def test_x_37_what_people_did_comes_from_their_acts(store: Store) -> None:
    lead_id = await Shop(store).open()

    def work(books: Books) -> None:
        for minute, (who, what) in enumerate([(ANNA, "claim"), (ANNA, "release"), (BORIS, "by_hand"), (BORIS, "won")]):
            books.acts.note(who, what, NOON + timedelta(minutes=minute), lead_id=lead_id)
        books.acts.note(ANNA, "claim", MIDNIGHT - timedelta(minutes=1), lead_id=lead_id)
        books.acts.note(ANNA, "pause", NOON, subject="calls")

    await store.write(work)
    deeds = (await store.read(lambda books: books.figures.material(MIDNIGHT))).deeds
    assert [(it.person, it.deed, it.lead_id) for it in deeds] == [
        (111, Deed.CLAIM, lead_id),
        (222, Deed.CLAIM, lead_id),
        (222, Deed.WON, lead_id),
    ]


async def test_the_first_row_of_a_period_is_found_among_gaps(store: Store) -> None:
    shop = Shop(store)
    opened = [await shop.open(at=MIDNIGHT + timedelta(hours=hours)) for hours in range(-24, 24, 2)]
    gone = [*opened[:5], *opened[9:15], opened[-1]]

    def thin_out(connection: Connection) -> None:
        connection.execute(delete(history).where(history.c.lead_id.in_(gone)))
        connection.execute(delete(lead).where(lead.c.id.in_(gone)))

    await store.database.write(thin_out)
    material = await store.read(lambda books: books.figures.material(MIDNIGHT))
    assert [it.id for it in material.cases] == [it for it in opened[12:] if it not in gone]


async def test_an_empty_desk_has_figures_too(store: Store) -> None:
    material, standing = await store.read(
        lambda books: (books.figures.material(MIDNIGHT), books.figures.standing(MIDNIGHT))
    )
    assert (material.cases, material.calls, material.deeds, material.spent) == ([], [], [], [])
    assert standing.sum(SHELVES) == 0


async def test_x_37_currencies_are_those_of_the_accounts(store: Store) -> None:
    shop = Shop(store)
    await shop.answered(await shop.open(), Disposition.ANSWERED, NOON, cost=Decimal("0.5"))
    await store.write(lambda books: books.vault.keep(CURRENCIES, {"calls": "USD"}, NOON))
    await shop.answered(await shop.open(), Disposition.ANSWERED, NOON, cost=Decimal("0.25"))
    spent = (await store.read(lambda books: books.figures.material(MIDNIGHT))).spent
    assert spent == [Spent("calls", Decimal("0.75"), "USD")]  # what came before the account was asked is of it, too
    await store.write(lambda books: books.vault.keep(CURRENCIES, {"calls": "RUB"}, NOON))
    spent = (await store.read(lambda books: books.figures.material(MIDNIGHT))).spent
    assert [(it.amount, it.currency) for it in spent] == [(Decimal("0.5"), "RUB"), (Decimal("0.25"), "USD")]


def test_every_shelf_is_found_by_its_code() -> None:
    assert [shelf_of(it.code) for it in SHELVES] == list(SHELVES)
    assert len({it.code for it in SHELVES}) == len(SHELVES) == len(LeadStatus) + 1
    assert shelf_of("nowhere") is None
