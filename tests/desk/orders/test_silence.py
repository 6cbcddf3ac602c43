"""N-14: a source that falls silent is noticed soon, and hardly ever by mistake."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.hours import Calendar, is_open, parse_hours
from desk.orders.silence import FALSE_ALARMS, LEAST_MISSING, WEEK, Silence, find_silence

MOSCOW = ZoneInfo("Europe/Moscow")
SHOP = Calendar(parse_hours("Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00"))
ALWAYS = Calendar(parse_hours("24/7"))
MONDAY = datetime(2026, 9, 28, 0, 0, tzinfo=MOSCOW).astimezone(UTC)
HOUR, MINUTE, LONG_AGO = timedelta(hours=1), timedelta(minutes=1), datetime(2020, 1, 1, tzinfo=UTC)


def orders(weeks: int, an_hour: float, dice: random.Random, calendar: Calendar = SHOP) -> list[datetime]:
    """By chance alone, in open hours."""
    found, moment = [], MONDAY
    while moment < MONDAY + weeks * WEEK:
        moment += HOUR * dice.expovariate(an_hour)
        if is_open(calendar, MOSCOW, moment):
            found.append(moment)
    return found


def noticed(arrivals: list[datetime], until: timedelta, calendar: Calendar = SHOP) -> datetime | None:
    """When it is first said that the last of them was the last, looked at every two minutes."""
    moment = arrivals[-1]
    while moment < arrivals[-1] + until:
        moment += 2 * MINUTE
        if find_silence(arrivals, calendar, MOSCOW, LONG_AGO, moment):
            return moment
    return None


@pytest.mark.parametrize("seed", range(3))
def test_n_14_a_full_stop_is_noticed_within_half_an_hour(seed: int) -> None:
    arrivals = orders(8, 40, random.Random(seed))
    stop = MONDAY + 7 * WEEK + 12 * HOUR  # a Monday's noon
    arrivals = [it for it in arrivals if it < stop]
    moment = noticed(arrivals, timedelta(hours=2))
    assert moment is not None
    assert moment - stop < timedelta(minutes=30)


@pytest.mark.parametrize("an_hour", [0.3, 2, 12])
def test_n_14_eight_weeks_of_chance_bring_one_false_alarm_at_most(an_hour: float) -> None:
    """Looked at when it would be most silent: just before each order that came after a long wait."""
    arrivals = orders(8, an_hour, random.Random(7))
    long = HOUR * 10 / an_hour / 2.5
    waits = [
        number
        for number in range(1, len(arrivals))
        if arrivals[number] - arrivals[number - 1] > long
        and find_silence(arrivals[:number], SHOP, MOSCOW, LONG_AGO, arrivals[number] - MINUTE)
    ]
    assert len(waits) <= 1


def test_n_14_quiet_shops_raise_no_alarm_at_night() -> None:
    """A hundred orders a day until closing time, and none until the morning; a holiday is as quiet as a night."""
    arrivals = [it for it in orders(5, 8, random.Random(1)) if it < MONDAY + 4 * WEEK + 21 * HOUR]
    morning = MONDAY + 4 * WEEK + 33 * HOUR
    assert find_silence(arrivals, SHOP, MOSCOW, LONG_AGO, morning) is None
    holiday = Calendar(SHOP.week, {(MONDAY + 4 * WEEK + 30 * HOUR).astimezone(MOSCOW).date(): ()})
    assert find_silence(arrivals, holiday, MOSCOW, LONG_AGO, morning + 12 * HOUR) is None
    assert find_silence(arrivals, SHOP, MOSCOW, LONG_AGO, morning + 12 * HOUR) is not None


def test_n_14_nothing_is_said_in_the_first_week_nor_of_the_time_the_desk_was_down() -> None:
    arrivals = orders(3, 40, random.Random(2), ALWAYS)
    later = arrivals[-1] + 5 * HOUR
    assert find_silence(arrivals, ALWAYS, MOSCOW, LONG_AGO, later) is not None
    assert find_silence(arrivals, ALWAYS, MOSCOW, later - 5 * MINUTE, later) is None
    young = [it for it in arrivals if it > arrivals[-1] - WEEK]
    assert find_silence(young, ALWAYS, MOSCOW, LONG_AGO, later) is None
    assert find_silence([], ALWAYS, MOSCOW, LONG_AGO, later) is None


def test_n_14_a_source_that_has_become_slow_is_given_more_time() -> None:
    full = orders(4, 15, random.Random(3), ALWAYS)
    slow = [it for n, it in enumerate(full) if it < full[-1] - WEEK or n % 8 == 0]
    usual, patient = noticed(full, timedelta(days=1), ALWAYS), noticed(slow, timedelta(days=1), ALWAYS)
    assert usual is not None
    assert patient is not None
    assert patient - slow[-1] > 2 * (usual - full[-1])


ZONES = st.sampled_from(["Europe/Moscow", "Asia/Kolkata", "America/New_York", "Pacific/Chatham", "UTC"])
HOURS = st.sampled_from(["24/7", "Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00", "Mon-Sun 22:00-02:00", "Wed 10:00-10:30"])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    zone=ZONES,
    hours=HOURS,
    days=st.integers(1, 40),
    an_hour=st.sampled_from([0.1, 1.0, 5.0]),
    silent=st.integers(5, 60 * 24 * 3),
)
def test_n_14_agrees_with_a_sum_over_minutes(
    seed: int, zone: str, hours: str, days: int, an_hour: float, silent: int
) -> None:
    dice, place, calendar = random.Random(seed), ZoneInfo(zone), Calendar(parse_hours(hours))
    arrivals = sorted(MONDAY + MINUTE * dice.randrange(days * 1440) for _ in range(max(1, int(days * 24 * an_hour))))
    now = arrivals[-1] + silent * MINUTE
    found = find_silence(arrivals, calendar, place, LONG_AGO, now)
    oracle = by_minutes(arrivals, calendar, place, now)
    if oracle is None:
        assert found is None
        return
    expected, needed = oracle
    if abs(expected - needed) > 0.01 * needed:
        assert (found is not None) is (expected >= needed)
    if found:
        assert found == Silence(arrivals[-1], found.expected)
        assert LEAST_MISSING <= found.expected <= expected + 1e-6


def by_minutes(
    arrivals: list[datetime], calendar: Calendar, zone: ZoneInfo, now: datetime
) -> tuple[float, float] | None:
    last = arrivals[-1]
    weeks = min(4, (last - arrivals[0]) // WEEK)
    if weeks == 0:
        return None
    known = [it for it in arrivals if it > last - weeks * WEEK]
    hours = Counter((it.astimezone(zone).weekday(), it.astimezone(zone).hour) for it in known)
    level = min(1.0, sum(it > last - WEEK for it in known) / (len(known) / weeks))
    rate = {hour: level * count / weeks / 60 for hour, count in hours.items()}
    expected = sum(rate.get((it.weekday(), it.hour), 0.0) for it in open_minutes(calendar, zone, last, now))
    return expected, max(LEAST_MISSING, math.log(len(known) / FALSE_ALARMS))


def open_minutes(calendar: Calendar, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    moment = since
    while moment < until:
        if is_open(calendar, zone, moment):
            yield moment.astimezone(zone)
        moment += MINUTE
