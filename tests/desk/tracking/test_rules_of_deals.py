"""What the tracker is told of an order and when, as functions of values and facts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from desk.errors import Conflict, Ignored
from desk.tracking import export_facts as facts
from desk.tracking.dealing import deal_of, search_of
from desk.tracking.export import Duty, Export, Standing
from desk.tracking.exporting import advance, follow_change, open_export
from desk.tracking.model import Customer
from desk.tracking.ports import Change
from tests.desk.tracking.samples import EMAIL, NOON, PHONE, make_order

DELAY, DEPTH = timedelta(minutes=30), timedelta(days=365)
A_MINUTE = timedelta(minutes=1)
MADE = facts.DealMade(Standing("new", NOON), NOON)


def made(**changes: object) -> Export:
    return Export(**({"id": 1, "order_id": "7", "opened_at": NOON, "made_at": NOON} | changes))  # type: ignore[arg-type]


def test_cr_62_the_mapping() -> None:
    order = make_order(total=Decimal("10.005"), manager="Петрова Мария", status_at=NOON + A_MINUTE, currency="RUB")
    deal = deal_of(order)
    assert (deal.ref, deal.title, deal.funnel, deal.status) == ("7141", "7141C", "main", "new")
    assert (str(deal.revenue), deal.manager, deal.currency) == ("10.01", "Петрова Мария", "RUB")
    assert (deal.created_at, deal.status_at, deal.search) == (NOON, NOON + A_MINUTE, None)


def test_cr_65_contacts_of_the_customer_come_first_and_each_once() -> None:
    """CR-63, CR-64, CR-67."""
    customer = Customer("9", NOON, phones=("79000000001", PHONE), email=EMAIL.upper())
    search = search_of(make_order(customer=customer, phones=(PHONE, "79000000002"), emails=(EMAIL, "b@x.ru")), DEPTH)
    assert search.phones == ("79000000001", PHONE, "79000000002")
    assert search.emails == (EMAIL, "b@x.ru")
    assert (search.before, search.depth) == (NOON, timedelta(minutes=525600))


def test_cr_69_without_contacts_there_is_nobody_to_look_for() -> None:
    search = search_of(make_order(customer=Customer("9", NOON)), DEPTH)
    assert (search.phones, search.emails) == ((), ())


def test_cr_61_cr_77_what_a_row_of_the_history_means() -> None:
    """CR-70, CR-76, CR-78."""
    for row in (Change("7", NOON, created=True), Change("7", NOON)):
        opened = follow_change(None, row, NOON)
        assert opened == open_export("7", NOON)
        assert opened.owed(DELAY) == (Duty.MAKE, NOON)
    with pytest.raises(Ignored):
        follow_change(None, Change("7", NOON, deleted=True), NOON)
    with pytest.raises(Ignored):
        follow_change(made(), Change("7", NOON, created=True), NOON)
    assert follow_change(made(), Change("7", NOON), NOON).owed(DELAY) == (Duty.UPDATE, NOON + DELAY)
    gone = follow_change(made(), Change("7", NOON, deleted=True), NOON)
    assert gone.owed(DELAY) is None


def test_cr_73_cr_74_the_first_change_starts_the_clock_and_others_do_not() -> None:
    export = made(told=Standing("new", NOON))
    for minutes in (20, 1, 10):
        export = advance(export, facts.StatusMoved(NOON + minutes * A_MINUTE))
    assert export.owed(DELAY) == (Duty.UPDATE, NOON + A_MINUTE + DELAY)
    served = export.pending
    export = advance(export, facts.StatusMoved(NOON + 31 * A_MINUTE))
    export = advance(export, facts.DealUpdated(Standing("done", NOON + 20 * A_MINUTE), served))
    assert export.owed(DELAY) == (Duty.UPDATE, NOON + 61 * A_MINUTE)


def test_cr_75_what_was_told_already_starts_no_clock() -> None:
    """Older changes are old news; of one of the same second nobody knows, unless a later one comes."""
    export = made(told=Standing("new", NOON))
    with pytest.raises(Ignored):
        advance(export, facts.StatusMoved(NOON - A_MINUTE))
    same = advance(export, facts.StatusMoved(NOON))
    assert same.owed(DELAY) == (Duty.UPDATE, NOON + DELAY)
    later = advance(same, facts.StatusMoved(NOON + A_MINUTE))
    assert later.owed(DELAY) == (Duty.UPDATE, NOON + A_MINUTE + DELAY)


def test_cr_75_a_doubtful_change_tells_nothing_of_the_next_one() -> None:
    """Of the same second as the telling: it may be what was told. The next change has its own half hour (CR-73)."""
    export = made(told=Standing("new", NOON), pending=(NOON,))
    assert export.shows(Standing("new", NOON))
    assert not export.shows(Standing("complete", NOON))
    assert export.shows(Standing("complete", NOON + 29 * A_MINUTE))
    later = made(told=Standing("new", NOON), pending=(NOON, NOON + A_MINUTE))
    assert not later.shows(Standing("complete", NOON + A_MINUTE))
    assert not made(pending=(NOON,)).shows(Standing("new", NOON)), "nobody knows what was told"


def test_cr_75_a_deal_is_made_before_it_is_updated() -> None:
    export = advance(open_export("7", NOON), facts.StatusMoved(NOON))
    assert export.owed(DELAY) == (Duty.MAKE, NOON)
    assert advance(export, facts.DealMade(Standing("x", NOON), NOON, export.pending)).owed(DELAY) is None
    missing = advance(made(told=Standing("new", NOON)), facts.DealMissing())
    assert missing.owed(DELAY) == (Duty.MAKE, NOON)


def test_cr_82_what_was_refused_waits_for_a_person_or_another_status() -> None:
    refused = advance(open_export("7", NOON), facts.Refused("no"))
    assert refused.owed(DELAY) is None
    assert advance(refused, facts.RetryAsked("Анна")).owed(DELAY) == (Duty.MAKE, NOON)
    assert advance(refused, facts.StatusMoved(NOON)).owed(DELAY) == (Duty.MAKE, NOON)
    with pytest.raises(Conflict):
        advance(made(), facts.RetryAsked("Анна"))
    with pytest.raises(Ignored):
        advance(refused, facts.Refused("no"))
