"""Opening hours on real clocks, against an oracle that looks at the wall every minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.hours import (
    Calendar,
    Interval,
    WeekHours,
    is_open,
    is_open_all,
    next_close,
    next_open,
    next_open_all,
    parse_hours,
)

MINUTE = timedelta(minutes=1)
MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
SHOP = Calendar(parse_hours("Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(text: str) -> Calendar:
    return Calendar(parse_hours(text))


# --- the shop's day -----------------------------------------------------------------------------------------


def test_s0_35_the_shop_is_closed_at_night_and_open_by_day() -> None:
    assert not is_open(SHOP, MOSCOW, utc("2026-11-23T05:59:59"))  # Monday 08:59:59 in Moscow
    assert is_open(SHOP, MOSCOW, utc("2026-11-23T06:00"))
    assert is_open(SHOP, MOSCOW, utc("2026-11-23T17:59:59"))
    assert not is_open(SHOP, MOSCOW, utc("2026-11-23T18:00"))


def test_s0_38_the_next_opening_and_closing_are_found() -> None:
    night = utc("2026-11-20T18:30")  # Friday evening: Saturday opens at 10:00
    assert next_open(SHOP, MOSCOW, night) == utc("2026-11-21T07:00")
    assert next_close(SHOP, MOSCOW, night) == night
    noon = utc("2026-11-20T09:00")
    assert next_open(SHOP, MOSCOW, noon) == noon
    assert next_close(SHOP, MOSCOW, noon) == utc("2026-11-20T18:00")


def test_s0_10_the_same_instant_is_day_for_one_customer_and_night_for_another() -> None:
    now = utc("2026-11-23T13:00")
    assert is_open(SHOP, MOSCOW, now)
    assert not is_open(SHOP, ZoneInfo("Asia/Vladivostok"), now)
    assert next_open(SHOP, ZoneInfo("Asia/Vladivostok"), now) == utc("2026-11-23T23:00")


def test_holidays_and_special_days_win_over_the_week() -> None:
    calendar = Calendar(
        SHOP.week, {date(2026, 11, 23): (), date(2026, 11, 24): (Interval(720, 780), Interval(600, 660))}
    )
    assert next_open(calendar, MOSCOW, utc("2026-11-23T08:00")) == utc("2026-11-24T07:00")
    assert next_close(calendar, MOSCOW, utc("2026-11-24T07:30")) == utc("2026-11-24T08:00")
    assert next_open(calendar, MOSCOW, utc("2026-11-24T08:00")) == utc("2026-11-24T09:00")
    assert next_open(calendar, MOSCOW, utc("2026-11-24T11:00")) == utc("2026-11-25T06:00")


def test_a_holiday_does_not_cut_the_night_that_began_before_it() -> None:
    calendar = Calendar(parse_hours("22:00-02:00"), {date(2026, 11, 24): ()})
    assert is_open(calendar, MOSCOW, utc("2026-11-23T22:30"))  # 01:30 on the holiday
    assert next_close(calendar, MOSCOW, utc("2026-11-23T20:00")) == utc("2026-11-23T23:00")
    assert next_open(calendar, MOSCOW, utc("2026-11-23T23:00")) == utc("2026-11-25T19:00")


def test_a_day_until_23_59_has_no_closed_minute() -> None:
    always = daily("00:00-23:59")
    assert is_open(always, MOSCOW, utc("2026-11-23T20:59:30"))
    assert next_close(always, MOSCOW, utc("2026-11-23T20:59:30")) is None
    assert next_close(daily("Mon 00:00-23:59"), MOSCOW, utc("2026-11-23T10:00")) == utc("2026-11-23T21:00")


def test_a_week_that_never_opens_has_no_opening() -> None:
    assert next_open(daily("Sun closed"), MOSCOW, utc("2026-11-23T10:00")) is None
    assert next_open(daily("Sat 10:00-11:00"), MOSCOW, utc("2026-11-23T10:00"), horizon_days=4) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        is_open(SHOP, MOSCOW, utc("2026-11-23T10:00").replace(tzinfo=None))


# --- clock changes ------------------------------------------------------------------------------------------


def test_an_opening_inside_the_spring_gap_is_the_first_minute_that_exists() -> None:
    assert next_open(daily("02:30-05:00"), BERLIN, utc("2026-03-28T22:00")) == utc("2026-03-29T01:00")  # 03:00 there


def test_hours_that_vanish_in_the_gap_are_skipped() -> None:
    assert next_open(daily("02:10-02:50"), BERLIN, utc("2026-03-28T22:00")) == utc("2026-03-30T00:10")


def test_nine_is_nine_on_both_sides_of_a_clock_change() -> None:
    nine = daily("09:00-21:00")
    assert next_open(nine, BERLIN, utc("2026-03-27T22:00")) == utc("2026-03-28T08:00")
    assert next_open(nine, BERLIN, utc("2026-03-28T22:00")) == utc("2026-03-29T07:00")
    assert next_open(nine, BERLIN, utc("2026-10-24T22:00")) == utc("2026-10-25T08:00")


def test_an_hour_that_comes_twice_counts_twice() -> None:
    early = daily("01:30-02:30")  # on 25 October 02:00-03:00 comes twice in Berlin
    start = utc("2026-10-24T23:00")
    assert next_open(early, BERLIN, start) == utc("2026-10-24T23:30")
    assert next_close(early, BERLIN, utc("2026-10-24T23:30")) == utc("2026-10-25T00:30")
    assert next_open(early, BERLIN, utc("2026-10-25T00:30")) == utc("2026-10-25T01:00")
    assert next_close(early, BERLIN, utc("2026-10-25T01:00")) == utc("2026-10-25T01:30")


def test_half_hour_zones_and_half_hour_changes_are_exact() -> None:
    assert next_open(daily("09:00-21:00"), ZoneInfo("Asia/Kathmandu"), utc("2026-11-22T20:00")) == utc(
        "2026-11-23T03:15"
    )
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # 02:00 becomes 02:30 on 4 October
    assert next_open(daily("02:10-06:00"), lord_howe, utc("2026-10-03T12:00")) == utc("2026-10-03T15:30")


def test_the_day_that_samoa_skipped_never_opens() -> None:
    friday = daily("Fri 09:00-10:00")  # Friday 30 December 2011 did not take place in Apia
    assert next_open(friday, ZoneInfo("Pacific/Apia"), utc("2011-12-29T10:00")) == utc("2012-01-05T19:00")


# --- several places -----------------------------------------------------------------------------------------


def test_shop_and_customer_must_both_be_open() -> None:
    places = [(SHOP, MOSCOW), (daily("10:00-20:00"), ZoneInfo("Asia/Vladivostok"))]
    now = utc("2026-11-23T06:30")
    assert is_open_all(places, now)
    assert not is_open_all(places, utc("2026-11-23T13:00"))
    assert next_open_all(places, now) == now
    assert next_open_all(places, utc("2026-11-23T13:00")) == utc("2026-11-24T06:00")  # 09:00 Moscow, 16:00 Vladivostok


def test_places_that_never_meet_have_no_opening() -> None:
    places = [(daily("09:00-10:00"), MOSCOW), (daily("11:00-12:00"), MOSCOW)]
    assert next_open_all(places, utc("2026-11-23T13:00"), horizon_days=30) is None
    assert next_open_all([(SHOP, MOSCOW), (daily("Mon closed"), MOSCOW)], utc("2026-11-23T13:00")) is None


# --- the oracle ---------------------------------------------------------------------------------------------

ZONES = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]
ZONES += ["Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo", "Asia/Vladivostok", "Pacific/Chatham"]
CHANGES = ["2026-03-29T01:00", "2026-10-25T01:00", "2026-03-08T07:00", "2026-11-01T06:00", "2011-12-30T10:00"]
CHANGES += ["2026-10-03T15:30", "2026-04-04T15:00", "2014-10-25T22:00", "2026-02-15T02:00", "2026-03-22T02:00"]


@st.composite
def days(draw: st.DrawFn) -> tuple[Interval, ...]:
    points = sorted(draw(st.sets(st.integers(0, 2 * 1440 // 15), max_size=4)))
    pairs = zip(points[::2], points[1::2], strict=False)
    return tuple(Interval(a * 15, min(b * 15, a * 15 + 1440)) for a, b in pairs if a * 15 < 1440)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = WeekHours(tuple(draw(days()) for _ in range(7)))
    dates = st.sampled_from([datetime.fromisoformat(change).date() for change in CHANGES])
    return Calendar(week, draw(st.dictionaries(dates, days(), max_size=4)))


zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.one_of(
    st.builds(lambda c, m: utc(c) + m * MINUTE, st.sampled_from(CHANGES), st.integers(-1800, 1800)),
    st.integers(0, 60 * 24 * 366 * 20).map(lambda m: utc("2008-01-01") + m * MINUTE),
)


def looks_open(calendar: Calendar, zone: ZoneInfo, now: datetime) -> bool:
    wall = now.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    today = calendar.exceptions.get(wall.date(), calendar.week.days[wall.weekday()])
    before = wall.date() - timedelta(days=1)
    yesterday = calendar.exceptions.get(before, calendar.week.days[before.weekday()])
    return any(i.start <= minute < i.end for i in today) or any(i.start <= minute + 1440 < i.end for i in yesterday)


def watch(places: list[tuple[Calendar, ZoneInfo]], now: datetime, wanted: bool) -> datetime | None:
    for minute in range(60 * 48):
        moment = now + minute * MINUTE
        if all(looks_open(*place, moment) for place in places) is wanted:
            return moment
    return None


@settings(max_examples=70, deadline=None)
@given(calendars(), zones, moments)
def test_openings_and_closings_agree_with_somebody_watching_the_clock(
    calendar: Calendar, zone: ZoneInfo, now: datetime
) -> None:
    assert is_open(calendar, zone, now) is looks_open(calendar, zone, now)
    assert next_open(calendar, zone, now, horizon_days=2) == watch([(calendar, zone)], now, True)
    assert next_close(calendar, zone, now, horizon_days=2) == watch([(calendar, zone)], now, False)


@settings(max_examples=40, deadline=None)
@given(calendars(), zones, calendars(), zones, moments)
def test_two_places_agree_with_somebody_watching_both_clocks(
    one: Calendar, here: ZoneInfo, other: Calendar, there: ZoneInfo, now: datetime
) -> None:
    places = [(one, here), (other, there)]
    assert is_open_all(places, now) is (looks_open(one, here, now) and looks_open(other, there, now))
    assert next_open_all(places, now, horizon_days=2) == watch(places, now, True)


@settings(max_examples=30, deadline=None)
@given(calendars(), zones, moments)
def test_the_next_opening_far_away_is_open_and_nothing_before_it_was(
    calendar: Calendar, zone: ZoneInfo, now: datetime
) -> None:
    found = next_open(calendar, zone, now)
    if found is None:
        assert not any(calendar.week.days)
    else:
        assert looks_open(calendar, zone, found)
        assert found == now or not looks_open(calendar, zone, found - MINUTE)
