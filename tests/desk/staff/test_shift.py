"""X-17, X-54: who is at work now, by the shop's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.staff.shift import UNTIL_BACK, Presence, Shift, back_at, leaves_at, morning, on_duty, plain_city, presence

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
OFFICE = Shift(hours="Mon-Fri 09:00-18:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOON = utc("2026-11-23T09:00")  # Monday, 12:00 in Moscow


def test_x_17_the_shift_begins_and_ends_by_the_shops_clock() -> None:
    assert not on_duty(OFFICE, MOSCOW, utc("2026-11-23T05:59:59"))
    assert on_duty(OFFICE, MOSCOW, utc("2026-11-23T06:00"))
    assert on_duty(OFFICE, MOSCOW, utc("2026-11-23T14:59:59"))
    assert not on_duty(OFFICE, MOSCOW, utc("2026-11-23T15:00"))
    assert not on_duty(OFFICE, MOSCOW, utc("2026-11-28T09:00"))  # Saturday


def test_x_17_without_hours_they_work_whenever_the_shop_does() -> None:
    assert on_duty(Shift(), MOSCOW, utc("2026-11-22T01:00"))
    assert leaves_at(Shift(), MOSCOW, NOON) is None


def test_x_54_a_day_off_is_a_whole_day_of_the_shop_and_leaves_the_night_before_alone() -> None:
    nights = Shift(hours="22:00-06:00", days_off=(date(2026, 11, 24),))
    assert on_duty(nights, MOSCOW, utc("2026-11-24T02:00"))  # 05:00 on the day off, of the shift that began on Monday
    assert not on_duty(nights, MOSCOW, utc("2026-11-24T20:00"))
    assert back_at(nights, MOSCOW, utc("2026-11-24T12:00")) == utc("2026-11-25T19:00")
    free = Shift(days_off=(date(2026, 11, 24),))
    assert leaves_at(free, MOSCOW, NOON) == utc("2026-11-23T21:00")
    assert back_at(free, MOSCOW, utc("2026-11-23T21:00")) == utc("2026-11-24T21:00")


def test_x_17_who_is_away_is_away_until_the_moment_and_not_longer() -> None:
    away = Shift(away_until=utc("2026-11-23T10:00"))
    assert presence(away, MOSCOW, NOON) is Presence.AWAY
    assert presence(away, MOSCOW, utc("2026-11-23T10:00")) is Presence.ON_DUTY
    assert back_at(away, MOSCOW, NOON) == utc("2026-11-23T10:00")
    late = Shift(hours=OFFICE.hours, away_until=utc("2026-11-23T20:00"))
    assert back_at(late, MOSCOW, NOON) == utc("2026-11-24T06:00")
    assert leaves_at(late, MOSCOW, NOON) is None


def test_x_17_until_back_has_no_end() -> None:
    away = Shift(away_until=UNTIL_BACK)
    assert presence(away, MOSCOW, utc("2099-01-01T00:00")) is Presence.AWAY
    assert back_at(away, MOSCOW, NOON) is None


def test_nine_is_nine_on_both_sides_of_a_clock_change() -> None:
    assert back_at(OFFICE, BERLIN, utc("2026-03-27T20:00")) == utc("2026-03-30T07:00")
    assert back_at(OFFICE, BERLIN, utc("2026-10-23T20:00")) == utc("2026-10-26T08:00")
    gap = Shift(hours="02:30-05:00")  # 02:30 does not exist on 29 March
    assert not on_duty(gap, BERLIN, utc("2026-03-29T00:59"))
    assert on_duty(gap, BERLIN, utc("2026-03-29T01:00"))


def test_a_morning_is_the_beginning_of_ones_own_hours_or_nine() -> None:
    late = Shift(hours="Mon 12:00-20:00")
    assert morning(late, MOSCOW, date(2026, 11, 23)) == utc("2026-11-23T09:00")
    assert morning(late, MOSCOW, date(2026, 11, 24)) == utc("2026-11-24T06:00")
    assert morning(Shift(), MOSCOW, date(2026, 11, 24)) == utc("2026-11-24T06:00")


def test_hours_that_cannot_be_read_make_no_shift() -> None:
    with pytest.raises(ValueError, match="not a day of the week"):
        Shift(hours="someday 09:00-18:00")


def test_cities_are_the_same_however_they_are_written() -> None:
    assert {plain_city(it) for it in ("Орёл", "г. Орел", " орел , центр", "ОРЁЛ")} == {"орел"}
