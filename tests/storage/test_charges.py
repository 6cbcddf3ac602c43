"""The ledger: one row each, exact sums, the latest figure (N-09)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desk.leads import events
from desk.leads.charges import Charge, Kind, State, charges_of
from desk.leads.model import LeadStatus
from desk.leads.records import SmsKind, SmsRecord
from desk.ports import CallReport, Disposition, SentSms, SmsReport, SmsStatus
from desk.spending.purse import Tally
from desk.statistics.cases import Spent
from storage.books import Books, Store
from storage.charges import CURRENCIES, Due
from storage.tables import charge
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service
from tests.storage.test_figures import MIDNIGHT, NOON, Shop

FAR = datetime(2100, 1, 1, tzinfo=UTC)


def row(amount: str | None, state: State = State.TOLD, ref: str = "7-1-x", at: datetime = NOON) -> Charge:
    return Charge(ref, Kind.CALL, 7, at, state, None if amount is None else Decimal(amount))


async def keep(store: Store, *rows: Charge, now: datetime = NOON) -> None:
    def work(books: Books) -> None:
        for it in rows:
            books.charges.keep(it, "voximplant", now)

    await store.write(work)


async def rows(store: Store) -> list[dict[str, object]]:
    return await store.database.read(lambda db: [dict(it._mapping) for it in db.execute(charge.select())])


async def tally(store: Store, since: datetime = MIDNIGHT, now: datetime = NOON) -> Tally:
    return await store.read(lambda books: books.charges.tally(since, FAR, now))


async def test_n_09_a_corrected_charge_keeps_its_row_and_its_first_figure(store: Store) -> None:
    await keep(store, row("1.2"), row("1.65"), row("1.65"), row("0"))
    (found,) = await rows(store)
    assert (found["amount"], found["first"], found["corrections"]) == (0, 1_200_000_000, 2)
    assert found["provider"] == "voximplant"


async def test_n_09_sums_are_exact_to_the_billionth(store: Store) -> None:
    await keep(store, *(row("0.0079", ref=f"{n}") for n in range(300)), row("0.000000001", ref="least"))
    (heap,) = (await tally(store)).heaps
    assert (heap.amount, heap.count) == (Decimal("2.370000001"), 301)


async def test_n_09_what_was_not_taken_leaves_no_row(store: Store) -> None:
    await keep(store, row(None, State.FLYING))
    await store.write(lambda books: books.charges.strike("7-1-x"))
    assert await rows(store) == []


async def test_n_09_what_is_under_way_is_counted_for_an_hour(store: Store) -> None:
    await keep(store, row(None, State.FLYING), row(None, State.AWAITED, ref="over"))
    assert (await tally(store)).flying == {Kind.CALL: 1}
    assert (await tally(store)).hoped == {Kind.CALL: 1}
    late = await tally(store, now=NOON + timedelta(hours=2))
    assert (late.flying, late.hoped) == ({}, {})


async def test_n_09_a_missing_price_is_due_until_it_comes_or_nobody_asks_any_more(store: Store) -> None:
    await keep(store, row(None, State.AWAITED))
    soon = NOON + timedelta(minutes=3)
    assert await store.read(lambda books: books.charges.due(NOON, 10)) == []
    assert await store.read(lambda books: books.charges.due(soon, 10)) == [Due("7-1-x", Kind.CALL, 7, NOON, 0)]
    await keep(store, row("1", State.AWAITED), now=soon)  # a figure that is not the last one
    assert len(await store.read(lambda books: books.charges.due(soon, 10))) == 1
    await keep(store, row("2"))
    assert await store.read(lambda books: books.charges.due(FAR, 10)) == []


async def test_n_09_a_charge_keeps_the_currency_its_account_had(store: Store) -> None:
    await keep(store, row("1", ref="a"))
    await store.write(lambda books: books.vault.keep(CURRENCIES, {"calls": "USD"}, NOON))
    await keep(store, row("2", ref="a"), row("3", ref="b"))
    await store.write(lambda books: books.vault.keep(CURRENCIES, {"calls": "RUB"}, NOON))
    await keep(store, row("4", ref="b"))
    assert {it["ref"]: it["currency"] for it in await rows(store)} == {"a": "USD", "b": "USD"}


async def test_n_09_the_ledger_follows_the_lead_in_the_same_transaction(store: Store) -> None:
    shop = Shop(store)
    lead_id = await shop.open(events.CallAsked(1))
    assert [(it["state"], it["amount"]) for it in await rows(store)] == [("flying", None)]
    await shop.tell(lead_id, events.CallPostponed(1, "no connection"), at=NOON)
    assert await rows(store) == []
    first = CallReport("", "s1", Disposition.ANSWERED, "", talk_seconds=20, cost=Decimal("1.2"), priced=False)
    last = CallReport("", "s1", Disposition.ANSWERED, "history", cost=Decimal("1.65"))
    await shop.tell(lead_id, events.CallAsked(1), events.CallEnded(1, first), at=NOON)
    assert [(it["state"], it["amount"]) for it in await rows(store)] == [("awaited", 1_200_000_000)]
    await shop.tell(lead_id, events.CallEnded(1, last, "history"), at=NOON)
    await shop.tell(lead_id, events.CallEnded(1, first), at=NOON)  # told once more, and less than is known
    (found,) = await rows(store)
    assert (found["state"], found["amount"]) == ("told", 1_650_000_000)
    material = await store.read(lambda books: books.figures.material(MIDNIGHT))
    assert material.spent == [Spent("calls", Decimal("1.65"), "")], "statistics read the same ledger"


async def test_n_09_a_refused_call_costs_nothing_unless_it_is_heard_of_after_all(store: Store) -> None:
    shop = Shop(store)
    lead_id = await shop.open(events.CallAsked(1), events.CallRefused(1, "no money"))
    assert await rows(store) == []
    report = CallReport("", "s1", Disposition.BUSY, "", cost=Decimal("0.5"))
    await shop.tell(lead_id, events.CallEnded(1, report), at=NOON)
    assert [it["amount"] for it in await rows(store)] == [500_000_000]


async def test_n_09_what_is_no_price_is_none(store: Store) -> None:
    shop = Shop(store)
    for cost in ("-1", "1E+30", "NaN"):
        lead_id = await shop.open()
        await shop.answered(lead_id, Disposition.BUSY, NOON, cost=Decimal(cost))
    assert [(it["state"], it["amount"]) for it in await rows(store)] == [("untold", None)] * 3


async def test_n_09_a_message_is_a_charge_from_its_asking_and_settled_reports_may_still_correct_it(
    store: Store,
) -> None:
    shop = Shop(store)
    shop.service = make_service(make_rules(hours="24/7", crm=False))
    lead_id = await shop.open()
    await shop.answered(lead_id, Disposition.ANSWERED, NOON, cost=Decimal(0))
    lead = await store.read(lambda books: books.leads.load(lead_id))
    assert lead.status is LeadStatus.REACHED
    (sms,) = lead.messages
    asked = events.SmsAsked(SmsRecord(SmsKind.REACHED, sms.ref, about_call=1, text="x", to="+79161234567"))
    delivered = SmsReport(sms.ref, "g1", SmsStatus.DELIVERED)
    await shop.tell(
        lead_id,
        asked,
        events.SmsReported(sms.ref, delivered),  # it overtakes the answer
        events.SmsTaken(sms.ref, SentSms("g1", 1, Decimal("4.5"))),
        at=NOON,
    )
    refund = SmsReport(sms.ref, "g1", SmsStatus.DELIVERED, cost=Decimal("1.5"))
    await shop.tell(lead_id, events.SmsReported(sms.ref, refund), at=NOON)
    lead = await store.read(lambda books: books.leads.load(lead_id))
    (_call, text) = charges_of(lead)
    assert (text.kind, text.state, text.amount) == (Kind.SMS, State.TOLD, Decimal("1.5"))
    assert lead.messages[0].status is SmsStatus.DELIVERED
