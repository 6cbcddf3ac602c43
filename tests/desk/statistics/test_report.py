"""A period in figures (X-37)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from desk.leads.model import LeadStatus
from desk.statistics.cases import CallEnd, Case, Deed, Dialled, Done, Material, Spent
from desk.statistics.opentime import OpenTime, open_time
from desk.statistics.period import Span, midnight, period_of
from desk.statistics.report import Report, make_report
from desk.statistics.view import report_json

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 12:00 in Moscow
PERIOD = period_of(Span.WEEK, NOON + timedelta(hours=6), "Europe/Moscow")
ALWAYS = open_time([(NOON - timedelta(days=40), NOON + timedelta(days=40))])
CASE = Case(
    id=1,
    source="site",
    accepted=NOON,
    zone="Europe/Moscow",
    status=LeadStatus.NEW,
    in_crm=True,
    called=False,
    answered=False,
    touched=None,
)
CALLED = replace(CASE, called=True, touched=NOON + timedelta(seconds=30), status=LeadStatus.UNREACHABLE)
REACHED = replace(CALLED, answered=True, status=LeadStatus.REACHED)


def always(_zone: str) -> OpenTime:
    return ALWAYS


def report(
    *cases: Case,
    calls: tuple[Dialled, ...] = (),
    deeds: tuple[Done, ...] = (),
    spent: tuple[Spent, ...] = (),
) -> Report:
    numbered = [replace(it, id=number) for number, it in enumerate(cases, 1)]
    return make_report(PERIOD, Material(numbered, list(calls), list(deeds), list(spent)), always)


def done(deed: Deed, lead_id: int, person: int = 111, after: float = 10) -> Done:
    return Done(NOON + timedelta(minutes=after), person, f"Seller {person}", deed, lead_id)


def test_x_37_the_funnel_narrows_at_each_step() -> None:
    by_phone = replace(CASE, status=LeadStatus.WON)  # a seller sold it; no robot ever called
    it = report(CASE, replace(CASE, in_crm=False), CALLED, REACHED, replace(REACHED, status=LeadStatus.WON), by_phone)
    assert (it.funnel.accepted, it.funnel.in_crm, it.funnel.called, it.funnel.reached, it.funnel.won) == (6, 5, 4, 3, 2)


def test_x_37_without_a_crm_there_is_no_such_step() -> None:
    assert report(replace(CASE, in_crm=False)).funnel.in_crm is None


def test_x_37_half_and_nine_of_ten_are_answered_within() -> None:
    cases = [replace(CALLED, touched=NOON + timedelta(minutes=number)) for number in range(1, 11)]
    pace = report(*cases, CASE, replace(CASE, status=LeadStatus.INVALID_NUMBER)).pace
    assert (pace.touched, pace.waiting) == (10, 1)
    assert pace.median == timedelta(minutes=5, seconds=30)
    assert pace.most == timedelta(minutes=9)
    empty = report(CASE).pace
    assert (empty.median, empty.most, empty.waiting) == (None, None, 1)


def test_x_37_calls_by_the_hour_of_the_shop_and_by_how_they_ended() -> None:
    calls = (
        Dialled(NOON, CallEnd.ANSWERED),
        Dialled(NOON + timedelta(days=-1, minutes=59), CallEnd.NOBODY),
        Dialled(NOON + timedelta(hours=1), CallEnd.NOBODY),
    )
    it = report(calls=calls)
    assert {hour: dict(ends) for hour, ends in it.calls.items()} == {
        12: {CallEnd.ANSWERED: 1, CallEnd.NOBODY: 1},
        13: {CallEnd.NOBODY: 1},
    }
    assert it.ends == {CallEnd.ANSWERED: 1, CallEnd.NOBODY: 2}


def test_x_37_sellers_by_what_they_took_and_how_it_ended() -> None:
    deeds = (
        done(Deed.CLAIM, 1, after=10),
        done(Deed.CLAIM, 2, after=20),
        done(Deed.CLAIM, 99, after=1),  # accepted before the period: counted, but nobody can tell how quickly
        done(Deed.LOST, 1, after=30),
        done(Deed.WON, 1, 222, after=40),  # somebody else set it right
        done(Deed.WON, 2, after=50),
    )
    first, second = report(CASE, CASE, deeds=deeds).sellers
    assert (first.id, first.claims, first.pace, first.won, first.lost) == (111, 3, timedelta(minutes=15), 1, 0)
    assert (second.id, second.claims, second.pace, second.won, second.lost) == (222, 0, None, 1, 0)


def test_x_37_sources_the_largest_first() -> None:
    other = replace(REACHED, source="landing", status=LeadStatus.WON)
    rows = report(CASE, REACHED, other).sources
    assert [(it.name, it.accepted, it.reached, it.won) for it in rows] == [("site", 2, 1, 0), ("landing", 1, 1, 1)]


def test_x_37_cost_is_added_up_by_currency_and_never_across() -> None:
    rubles = report(CASE, spent=(Spent("calls", Decimal(3), "RUB"), Spent("sms", Decimal(8), "RUB")))
    assert rubles.total() == {"RUB": Decimal(11)}
    mixed = report(CASE, spent=(Spent("calls", Decimal("1.50"), "USD"), Spent("sms", Decimal(4), "")))
    assert mixed.total() == {"USD": Decimal("1.50"), "": Decimal(4)}
    assert report(CASE).spent == []


def test_x_37_a_report_of_nothing_is_a_report() -> None:
    it = report()
    assert (it.funnel.accepted, it.sellers, it.sources, it.spent, it.ends.total()) == (0, [], [], [], 0)
    assert report_json(it)["funnel"]["accepted"] == 0


@pytest.mark.parametrize(("span", "day"), [(Span.DAY, 23), (Span.WEEK, 17), (Span.MONTH, 25)])
def test_a_period_begins_at_the_shops_midnight(span: Span, day: int) -> None:
    late = datetime(2026, 11, 23, 20, 59, tzinfo=UTC)  # 23:59 in Moscow
    since = period_of(span, late, "Europe/Moscow").since
    assert (since.hour, since.minute) == (21, 0)
    assert (since + timedelta(hours=3)).day == day


def test_the_midnight_of_a_day_on_which_clocks_change() -> None:
    assert midnight(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert midnight(datetime(2026, 3, 30, 12, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)
