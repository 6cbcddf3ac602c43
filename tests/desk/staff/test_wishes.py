"""X-17, X-54: what people write about their shifts."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Rejected
from desk.staff.moments import UNREADABLE, read_days, read_until
from desk.staff.shift import UNTIL_BACK, Shift
from desk.staff.wishes import Wish, fulfil

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 12:00 in Moscow
TODAY = date(2026, 11, 23)
OFFICE = Shift(hours="Mon-Fri 10:00-18:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("2h", "2026-11-23T11:00"),
        ("1ч 30 мин", "2026-11-23T10:30"),
        ("90m", "2026-11-23T10:30"),
        ("3 дня", "2026-11-26T09:00"),
        ("18:30", "2026-11-23T15:30"),
        ("до 18:30", "2026-11-23T15:30"),
        ("11:00", "2026-11-24T08:00"),  # gone by today
        ("12:00", "2026-11-24T09:00"),
        ("25.12", "2026-12-24T21:00"),
        ("25.12 14:00", "2026-12-25T11:00"),
        ("01.02.2027", "2027-01-31T21:00"),
        ("22.11", "2027-11-21T21:00"),
        ("tomorrow", "2026-11-24T07:00"),
        ("tomorrow 10:00", "2026-11-24T07:00"),
        ("завтра в 9:30", "2026-11-24T06:30"),
        ("monday 18:00", "2026-11-30T15:00"),
        ("завтра", "2026-11-24T07:00"),
        ("Monday", "2026-11-30T07:00"),
        ("сб", "2026-11-28T06:00"),  # no shift on that day: nine
        ("2026-12-25", "2026-12-24T21:00"),
        ("2026-12-25T14:00", "2026-12-25T11:00"),
        ("2026-12-25T14:00Z", "2026-12-25T14:00"),
        ("2026-12-25T14:00:30+05:00", "2026-12-25T09:00:30"),
    ],
)
def test_x_17_until_when_somebody_is_away(words: str, until: str) -> None:
    assert read_until(words, OFFICE, MOSCOW, NOW) == utc(until)


def test_x_17_without_words_they_are_away_until_they_are_back() -> None:
    assert read_until(" ", OFFICE, MOSCOW, NOW) == UNTIL_BACK


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *((it, UNREADABLE) for it in ("soon", "25:00", "18:77", "31.02", "18.30", "2 parsecs", "2h later", "h", "²h")),
        *((it, "past") for it in ("0m", "23.11", "2026-11-23T09:00Z", "23.11 11:59", "01.01.2020")),
        *((it, "far") for it in ("999d", "01.01.2029")),
        ("0001-01-01", UNREADABLE),
    ],
)
def test_x_17_what_is_no_moment_to_come_is_refused(words: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_until(words, OFFICE, MOSCOW, NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("31.12, 01.01", ["2026-12-31", "2027-01-01"]),
        ("23.11", ["2026-11-23"]),
        ("22.11", ["2027-11-22"]),
        ("30.12-02.01", ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        ("22.11 – 24.11", ["2026-11-23", "2026-11-24"]),  # begun already
        ("08.03.2027; 2027-05-09", ["2027-03-08", "2027-05-09"]),
        ("2027-01-01-2027-01-02", ["2027-01-01", "2027-01-02"]),
        ("29.02", ["2028-02-29"]),
        ("24.11 24.11", ["2026-11-24"]),
        ("01.11.2026, 24.11", ["2026-11-24"]),
    ],
)
def test_x_54_days_off_are_days_and_ranges(words: str, days: list[str]) -> None:
    assert read_days(words, TODAY) == tuple(date.fromisoformat(it) for it in days)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tomorrow",
        "31.02",
        "32.12",
        "31.12 and 01.01",
        "05.01.2027-01.01.2027",
        "31.12-",
        "00.00",
        "9999-12-31-1.1.1",
    ],
)
def test_x_54_what_are_no_days_is_refused(words: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_days(words, TODAY)
    assert refused.value.code == UNREADABLE


def test_x_54_days_that_are_over_are_refused() -> None:
    with pytest.raises(Rejected, match="past"):
        read_days("01.01.2026-05.01.2026", TODAY)


@given(st.text(max_size=30) | st.from_regex(r"[0-9.:,\- hчT]{1,20}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(words: str) -> None:
    for wish in Wish:
        try:
            fulfil(OFFICE, wish, words, MOSCOW, NOW)
        except Rejected as refused:
            assert refused.code in (UNREADABLE, "past", "far")


def test_each_wish_changes_its_own_part() -> None:
    full = Shift("24/7", (date(2026, 12, 31),), UNTIL_BACK, ("часы",), ("тверь",))
    said = {
        Wish.AWAY: ("18:30", "away_until"),
        Wish.BACK: ("", "away_until"),
        Wish.HOURS: ("Mon  10:00-12:00", "hours"),
        Wish.DAYS_OFF: ("01.01", "days_off"),
    }
    for wish, (words, part) in said.items():
        changed = fulfil(full, wish, words, MOSCOW, NOW)
        assert [it for it in full.__slots__ if getattr(changed, it) != getattr(full, it)] == [part]
    assert fulfil(full, Wish.HOURS, "Mon  10:00-12:00", MOSCOW, NOW).hours == "Mon 10:00-12:00"
    assert fulfil(full, Wish.BACK, "", MOSCOW, NOW).away_until is None


def test_x_15_categories_and_cities_are_told_apart_by_a_semicolon() -> None:
    changed = fulfil(OFFICE, Wish.TAKES, "Часы, Ремешки,часы; г. Москва , Орёл", MOSCOW, NOW)
    assert (changed.categories, changed.cities) == (("часы", "ремешки"), ("москва", "орел"))
    only = fulfil(changed, Wish.TAKES, "; Тверь", MOSCOW, NOW)
    assert (only.categories, only.cities) == ((), ("тверь",))


@pytest.mark.parametrize("wish", [Wish.HOURS, Wish.DAYS_OFF, Wish.TAKES])
def test_a_dash_takes_back_what_was_set(wish: Wish) -> None:
    full = Shift("24/7", (date(2026, 12, 31),), None, ("часы",), ("тверь",))
    cleared = fulfil(full, wish, " - ", MOSCOW, NOW)
    assert cleared == Shift(
        "" if wish is Wish.HOURS else full.hours,
        () if wish is Wish.DAYS_OFF else full.days_off,
        None,
        () if wish is Wish.TAKES else full.categories,
        () if wish is Wish.TAKES else full.cities,
    )


@pytest.mark.parametrize("words", ["", "someday", "Mon 25:00-26:00", "Mon 09:00-18:00, " * 20])
def test_x_54_hours_that_cannot_be_read_are_refused(words: str) -> None:
    with pytest.raises(Rejected) as refused:
        fulfil(OFFICE, Wish.HOURS, words, MOSCOW, NOW)
    assert refused.value.code == UNREADABLE
