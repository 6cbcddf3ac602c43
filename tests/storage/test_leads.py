"""Leads come back as they were saved, are found by what people remember, and hold their ref."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desk.errors import Conflict, NotFound
from desk.leads.decision import Situation
from desk.leads.model import Lead, LeadStatus
from desk.leads.opening import open_lead
from desk.model import Customer, Order, OrderLine
from storage.books import Books, Store
from tests.desk.leads.conftest import MONDAY_NOON, Story, make_rules


def make(lead_id: int, ref: str, **customer: str) -> Lead:
    known = {"name": "Анна Петрова", "phone": "89161234567", **customer}
    line = OrderLine("Часы «Север»", quantity=Decimal("1.50"), price=Decimal("7600.10"))
    order = Order("site", ref, Customer(**known), order_id=ref, lines=(line,), extra={"a": [1, {"b": None}]})
    return open_lead(lead_id, order, None, lambda _city: "", Situation(MONDAY_NOON, make_rules(), "nonce")).lead


async def save(store: Store, ref: str, **customer: str) -> Lead:
    def work(books: Books) -> Lead:
        lead = make(books.leads.look_up("site", ref)[1], ref, **customer)
        books.leads.add(lead)
        return lead

    return await store.write(work)


async def test_a_lead_comes_back_as_it_was(store: Store) -> None:
    story = Story().open().registered().ringing()
    row = await save(store, "x")
    lead = replace(story.lead, id=row.id)
    await store.write(lambda books: books.leads.save(lead))
    assert await store.read(lambda books: books.leads.load(row.id)) == lead


async def test_an_unknown_number_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.read(lambda books: books.leads.load(99))


async def test_s0_16_a_ref_is_taken_while_in_progress_and_free_again_at_the_end(store: Store) -> None:
    lead = await save(store, "A-1")
    assert await store.read(lambda books: books.leads.look_up("site", "A-1")[0]) == lead.id
    await store.write(lambda books: books.leads.save(replace(lead, status=LeadStatus.WON)))
    assert await store.read(lambda books: books.leads.look_up("site", "A-1")[0]) is None


async def test_reopening_a_lead_whose_ref_is_taken_by_a_newer_one_is_a_conflict(store: Store) -> None:
    old = await save(store, "A-1")
    await store.write(lambda books: books.leads.save(replace(old, status=LeadStatus.WON)))
    await save(store, "A-1")
    with pytest.raises(Conflict, match="newer"):
        await store.write(lambda books: books.leads.save(replace(old, status=LeadStatus.MANUAL)))


@pytest.mark.parametrize("words", ["петрова", "АННА", "916 123-45-67", "4567", "A-77", "#1", "№1"])
async def test_d_01_a_lead_is_found_by_what_people_remember(store: Store, words: str) -> None:
    lead = await save(store, "A-77")
    await save(store, "A-78", name="Другой", phone="89990000001")
    found = await store.read(lambda books: books.leads.search(words))
    assert [it.id for it in found] == [lead.id]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "nobody", "9" * 30])
async def test_nothing_is_found_by_nothing(store: Store, words: str) -> None:
    await save(store, "A-77")
    assert await store.read(lambda books: books.leads.search(words)) == []


async def test_a_fact_is_told_once(store: Store) -> None:
    lead = await save(store, "A-1")
    assert await store.write(lambda books: books.leads.told(lead.id, "telegram:5"))
    assert not await store.write(lambda books: books.leads.told(lead.id, "telegram:5"))


async def test_overdue_leads_are_found(store: Store) -> None:
    lead = await save(store, "A-1")
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert await store.read(lambda books: books.leads.overdue(["new"], late)) == [lead.id]
