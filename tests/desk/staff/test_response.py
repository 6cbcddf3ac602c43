"""X-14: the clock of a response, against an oracle that looks at the wall every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.hours import Calendar, parse_hours
from desk.staff.response import due_at, elapsed
from tests.desk.test_hours import MINUTE, calendars, looks_open, moments, zones

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
SHOP = Calendar(parse_hours("Mon-Fri 09:00-18:00"))
HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(text: str) -> Calendar:
    return Calendar(parse_hours(text))


def test_x_14_the_clock_stands_still_outside_the_hours() -> None:
    friday = utc("2026-11-20T14:45")  # 17:45 in Moscow
    assert elapsed(SHOP, MOSCOW, friday, utc("2026-11-20T14:55")) == timedelta(minutes=10)
    assert elapsed(SHOP, MOSCOW, friday, utc("2026-11-22T20:00")) == timedelta(minutes=15)
    assert elapsed(SHOP, MOSCOW, friday, utc("2026-11-23T06:10")) == timedelta(minutes=25)
    assert due_at(SHOP, MOSCOW, friday, timedelta(minutes=15)) == utc("2026-11-20T15:00")
    assert due_at(SHOP, MOSCOW, friday, timedelta(minutes=25)) == utc("2026-11-23T06:10")


def test_x_14_an_order_of_the_night_is_due_counted_from_the_opening() -> None:
    assert due_at(SHOP, MOSCOW, utc("2026-11-23T01:00"), timedelta(minutes=5)) == utc("2026-11-23T06:05")


def test_x_14_seconds_count() -> None:
    since = utc("2026-11-20T14:59:58.250")
    assert elapsed(SHOP, MOSCOW, since, utc("2026-11-21T09:00")) == timedelta(seconds=1.75)
    assert due_at(SHOP, MOSCOW, since, timedelta(seconds=2)) == utc("2026-11-23T06:00:00.250")


def test_x_14_the_hour_that_comes_twice_counts_twice_and_the_lost_one_not_at_all() -> None:
    early = daily("01:00-04:00")
    assert elapsed(early, BERLIN, utc("2026-10-24T20:00"), utc("2026-10-25T12:00")) == 4 * HOUR
    assert elapsed(early, BERLIN, utc("2026-03-28T20:00"), utc("2026-03-29T12:00")) == 2 * HOUR
    assert due_at(early, BERLIN, utc("2026-10-24T20:00"), 4 * HOUR) == utc("2026-10-25T03:00")


def test_x_14_what_two_shifts_share_is_counted_once() -> None:
    long = daily("Mon 20:00-16:00, Tue 08:00-18:00")
    assert elapsed(long, MOSCOW, utc("2026-11-23T09:00"), utc("2026-11-24T20:00")) == 22 * HOUR


def test_x_14_a_shop_that_never_opens_is_never_late() -> None:
    assert due_at(daily("Mon closed"), MOSCOW, utc("2026-11-23T09:00"), HOUR) is None
    assert elapsed(daily("Mon closed"), MOSCOW, utc("2026-11-23T09:00"), utc("2027-11-23T09:00")) == timedelta()


def test_x_14_far_ahead_is_found_too() -> None:
    """Longer than what is looked at in one go."""
    weekly = daily("Mon 09:00-10:00")
    assert due_at(weekly, MOSCOW, utc("2026-11-23T07:00"), 104 * HOUR) == utc("2028-11-20T07:00")
    assert due_at(daily("24/7"), MOSCOW, utc("2026-11-23T09:00"), 500 * 24 * HOUR) == utc("2028-04-06T09:00")


def test_nothing_allowed_is_due_at_once_and_nothing_passes_backwards() -> None:
    now = utc("2026-11-22T09:00")
    assert due_at(SHOP, MOSCOW, now, timedelta()) == now
    assert elapsed(SHOP, MOSCOW, now, now - 99 * HOUR) == timedelta()


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = utc("2026-11-23T10:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        elapsed(SHOP, MOSCOW, naive, utc("2026-11-23T10:00"))
    with pytest.raises(ValueError, match="without a zone"):
        due_at(SHOP, MOSCOW, naive, HOUR)


def watch(calendar: Calendar, zone: ZoneInfo, since: datetime, minutes: int) -> list[bool]:
    """Minute by minute: was it open?"""
    return [looks_open(calendar, zone, since + number * MINUTE) for number in range(minutes)]


@settings(max_examples=120, deadline=None)
@given(calendars(), zones, moments, st.integers(0, 60 * 60))
def test_x_14_the_clock_agrees_with_somebody_watching_the_wall(
    calendar: Calendar, zone: ZoneInfo, since: datetime, minutes: int
) -> None:
    seen = watch(calendar, zone, since, minutes)
    assert elapsed(calendar, zone, since, since + minutes * MINUTE) == sum(seen) * MINUTE


@settings(max_examples=120, deadline=None)
@given(calendars(), zones, moments, st.integers(1, 40 * 60))
def test_x_14_what_is_due_is_due_when_the_watcher_has_counted_enough(
    calendar: Calendar, zone: ZoneInfo, since: datetime, allowed: int
) -> None:
    seen, found = watch(calendar, zone, since, 60 * 60), due_at(calendar, zone, since, allowed * MINUTE)
    open_minutes = [number for number, is_open in enumerate(seen) if is_open]
    if len(open_minutes) >= allowed:
        assert found == since + (open_minutes[allowed - 1] + 1) * MINUTE
    else:
        assert found is None or found > since + len(seen) * MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars(), zones, moments, st.integers(1, 10**12))
def test_x_14_at_the_moment_of_being_due_exactly_the_allowed_time_has_passed(
    calendar: Calendar, zone: ZoneInfo, since: datetime, microseconds: int
) -> None:
    allowed = timedelta(microseconds=microseconds)
    found = due_at(calendar, zone, since, allowed)
    if found is None:
        assert not any(calendar.week.days)
    else:
        assert elapsed(calendar, zone, since, found) == allowed
        assert elapsed(calendar, zone, since, found - timedelta(microseconds=1)) < allowed
