"""Time that counts only while it is open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.hours import Calendar, parse_hours
from desk.leads.policy import ContactHours, HoursOf
from desk.statistics.opentime import measures, open_time

SINCE, UNTIL = datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC)  # Europe changes its clocks inside
HOURS = ("Mon-Sun 09:00-21:00", "24/7", "Mon-Fri 10:00-13:00, 14:00-18:00", "Fri-Sun 22:00-02:00", "Mon-Sun closed")


def hours(text: str, of: HoursOf = HoursOf.CUSTOMER) -> ContactHours:
    return ContactHours(Calendar(parse_hours(text)), "Europe/Moscow", of, spread=timedelta(0))


def test_a_night_between_order_and_call_is_nobodys_delay() -> None:
    measure = measures(hours("Mon-Sun 09:00-21:00"), SINCE, UNTIL)("Europe/Moscow")
    evening = datetime(2026, 3, 27, 17, 50, tzinfo=UTC)  # 20:50 in Moscow
    morning = datetime(2026, 3, 28, 6, 5, tzinfo=UTC)  # 09:05
    assert measure.between(evening, morning) == timedelta(minutes=15)
    assert measure.between(morning, evening) == timedelta(0)


def test_it_is_the_customers_night_that_counts() -> None:
    measure = measures(hours("Mon-Sun 09:00-21:00"), SINCE, UNTIL)
    noon = datetime(2026, 3, 27, 9, tzinfo=UTC)  # 12:00 in Moscow, 19:00 in Vladivostok
    assert measure("Europe/Moscow").between(noon, noon + timedelta(hours=5)) == timedelta(hours=5)
    assert measure("Asia/Vladivostok").between(noon, noon + timedelta(hours=5)) == timedelta(hours=2)


def test_what_never_opens_counts_nothing() -> None:
    assert open_time([]).between(SINCE, UNTIL) == timedelta(0)
    assert measures(hours("Mon-Sun closed"), SINCE, UNTIL)("UTC").between(SINCE, UNTIL) == timedelta(0)


@pytest.mark.parametrize("of", list(HoursOf))
@settings(max_examples=25, deadline=None)
@given(
    text=st.sampled_from(HOURS),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Vladivostok", "Asia/Kolkata"]),
    start=st.integers(0, 12 * 24),
    length=st.integers(0, 12 * 60),
)
def test_it_is_what_one_would_count_minute_by_minute(
    of: HoursOf, text: str, zone: str, start: int, length: int
) -> None:
    rules = hours(text, of)
    begin = SINCE + timedelta(minutes=17 + 20 * start)
    minutes = (begin + timedelta(minutes=it) for it in range(length))
    counted = timedelta(minutes=sum(rules.open(zone, it) for it in minutes))
    assert measures(rules, SINCE, UNTIL)(zone).between(begin, begin + timedelta(minutes=length)) == counted
