"""The brake by itself: what is let through, what waits, and what people decide (N-09)."""

from decimal import Decimal

import pytest

from desk.leads.charges import Kind, State
from desk.spending.brake import Allowance, Policy, Verdict, is_warning, judge, read_allowance, write_allowance
from desk.spending.forecast import Basis, foresee
from desk.spending.purse import Heap, Money, Past, Purse, Tally, fill_purse, past_of

CALL, SMS = Kind.CALL, Kind.SMS
POLICY = Policy(Decimal(100))
TODAY = Allowance("2026-11-23")


def purse(spent: int = 0, flying: int = 0, price: int | None = 5, **more: object) -> Purse:
    most = {kind: None if price is None else Decimal(price) for kind in Kind}
    return Purse(told=Decimal(spent), flying={CALL: flying}, most=most, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stand", "verdict"),
    [
        (purse(0), Verdict.GO),
        (purse(95), Verdict.GO),  # exactly one more
        (purse(96), Verdict.STOP),
        (purse(100), Verdict.STOP),
        (purse(0, flying=9), Verdict.GO),  # twice ten calls at five
        (purse(1, flying=9), Verdict.WAIT),
        (purse(100, flying=1), Verdict.STOP),
        (purse(0, flying=1, price=None), Verdict.WAIT),  # nobody knows yet what one costs
        (purse(0, price=None), Verdict.GO),
        (purse(0, price=None, hoped={CALL: 1}), Verdict.WAIT),
        (purse(90, pending=Decimal(6)), Verdict.WAIT),  # what may still be added to known figures
        (purse(80, pending=Decimal(6)), Verdict.GO),
    ],
)
def test_n_09_one_more_call_is_judged_by_what_is_spent_and_under_way(stand: Purse, verdict: Verdict) -> None:
    assert judge(POLICY, TODAY, stand, CALL) is verdict


def test_n_09_without_a_limit_nothing_is_braked() -> None:
    assert judge(Policy(), TODAY, purse(10**6), CALL) is Verdict.GO
    assert not is_warning(Policy(), TODAY, purse(10**6))


def test_n_09_people_approve_more_lift_the_limit_or_stop_for_today() -> None:
    spent = purse(100)
    assert judge(POLICY, TODAY.approve(Decimal(10), "Ольга"), spent, CALL) is Verdict.GO
    assert judge(POLICY, TODAY.let_go("Ольга"), purse(10**6), CALL) is Verdict.GO
    stopped = TODAY.stop("Ольга")
    assert judge(POLICY, stopped, purse(0), SMS) is Verdict.STOP
    assert judge(POLICY, stopped.approve(Decimal(10), "Ольга"), purse(0), SMS) is Verdict.GO
    assert TODAY.let_go("a").stop("b").free is False


def test_n_09_what_was_decided_holds_for_its_day_only() -> None:
    kept = write_allowance(TODAY.approve(Decimal("12.50"), "Ольга").let_go("Ольга"))
    assert read_allowance(kept, TODAY.day) == TODAY.approve(Decimal("12.50"), "Ольга").let_go("Ольга")
    assert read_allowance(kept, "2026-11-24") == Allowance("2026-11-24")
    assert read_allowance(None, "2026-11-24") == Allowance("2026-11-24")


def test_n_09_people_are_warned_before_the_limit() -> None:
    assert not is_warning(POLICY, TODAY, purse(79))
    assert is_warning(POLICY, TODAY, purse(80))
    assert not is_warning(POLICY, TODAY.approve(Decimal(25), "Ольга"), purse(80))


def heap(kind: Kind, state: State, count: int, amount: str | None, most: str = "0", currency: str = "RUB") -> Heap:
    priced = 0 if amount is None else count
    return Heap(kind, state, currency, count, priced, Decimal(amount or 0), Decimal(most))


def test_n_09_what_has_no_price_is_reckoned_at_the_dearest_known_one() -> None:
    heaps = [
        heap(CALL, State.TOLD, 30, "60", "4"),
        heap(CALL, State.UNTOLD, 2, None),
        heap(CALL, State.FLYING, 3, None),
    ]
    found = fill_purse(Tally(heaps, {CALL: 3}), {CALL: Past(5, Decimal(6))}, Money("RUB"))
    assert (found.told, found.estimated, found.unpriced) == (Decimal(60), Decimal(12), 2)
    assert found.most[CALL] == Decimal(6)


def test_n_09_a_few_prices_do_not_say_what_one_costs_but_the_shop_may() -> None:
    heaps = [heap(CALL, State.TOLD, 19, "19", "1")]
    assert fill_purse(Tally(heaps), {}, Money()).most[CALL] is None
    assert fill_purse(Tally(heaps), {CALL: Past(1, Decimal(1))}, Money()).most[CALL] == Decimal(1)
    assert fill_purse(Tally(heaps), {}, Money(prices={CALL: Decimal("6.5")})).most[CALL] == Decimal("6.5")


def test_n_09_a_provider_that_never_names_a_price_holds_nobody_up() -> None:
    mute = Tally([heap(SMS, State.UNTOLD, 1, None), heap(SMS, State.AWAITED, 2, None)], {}, {SMS: 1})
    found = fill_purse(mute, {}, Money())
    assert (found.most[SMS], found.estimated) == (Decimal(0), Decimal(0))
    late = Tally([heap(SMS, State.AWAITED, 3, None), heap(CALL, State.FLYING, 2, None)], {}, {})
    assert fill_purse(late, {}, Money()).most == {CALL: None, SMS: None}, "it may still be told"


def test_n_09_figures_that_may_still_grow_are_held_back_for() -> None:
    heaps = [heap(CALL, State.TOLD, 20, "100", "5"), heap(CALL, State.AWAITED, 4, "12", "3")]
    assert fill_purse(Tally(heaps), {}, Money()).pending == Decimal(8)


def test_n_09_another_currency_counts_by_its_rate_and_without_one_not_at_all() -> None:
    heaps = [heap(CALL, State.TOLD, 1, "2", "2", "USD"), heap(SMS, State.TOLD, 1, "3", "3")]
    with_rate = fill_purse(Tally(heaps), {}, Money("RUB", {"USD": Decimal(90)}))
    assert (with_rate.told, with_rate.foreign) == (Decimal(183), {})
    without = fill_purse(Tally(heaps), {}, Money("RUB"))
    assert (without.told, without.foreign) == (Decimal(3), {"USD": Decimal(2)})


def test_n_09_earlier_days_tell_prices_by_their_last_figures_only() -> None:
    heaps = [heap(CALL, State.TOLD, 3, "6", "4"), heap(CALL, State.AWAITED, 1, "9", "9")]
    assert past_of(Tally(heaps), Money()) == {CALL: Past(3, Decimal(4))}


def test_n_09_the_evening_is_foretold_by_the_usual_course_of_a_day() -> None:
    usual = [(Decimal(40), Decimal(100))] * 7
    assert foresee(Decimal(40), usual, Decimal("0.9")).amount == Decimal(100)
    busy = foresee(Decimal(60), usual, None)
    assert (busy.amount, busy.basis) == (Decimal(150), Basis.USUAL)
    assert foresee(Decimal(400), usual, None).amount == Decimal(520), "at most twice as busy"
    assert foresee(Decimal(0), [(Decimal(0), Decimal(10))] * 7, None).amount == Decimal(10)


def test_n_09_without_usual_days_the_evening_is_foretold_by_open_hours() -> None:
    few = [(Decimal(40), Decimal(100))] * 6 + [(Decimal(0), Decimal(0))] * 20
    assert foresee(Decimal(30), few, Decimal("0.25")) == foresee(Decimal(30), [], Decimal("0.25"))
    assert foresee(Decimal(30), [], Decimal("0.25")).amount == Decimal(120)
    assert foresee(Decimal(30), [], Decimal("0.001")).basis is Basis.SPENT, "half a minute after the opening"
    assert foresee(Decimal(30), [], None).amount == Decimal(30)
