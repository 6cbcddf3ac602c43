"""Opening hours as people write them."""

import pytest

from desk.week import WHOLE_DAY, Interval, WeekHours, parse_hours, parse_interval

NINE_TO_NINE = (Interval(9 * 60, 21 * 60),)
TEN_TO_EIGHT = (Interval(10 * 60, 20 * 60),)
HALVES = (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60))


def test_s0_38_the_hours_of_the_example_are_read() -> None:
    expected = WeekHours((NINE_TO_NINE,) * 5 + (TEN_TO_EIGHT,) * 2)
    assert parse_hours("Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Пн-Пт 9:00-21:00; Сб, Вс 10:00-20:00",
        "понедельник — пятница: 09:00 – 21:00, сб-вс. 10:00-20:00",
        "monday-FRI 09:00-21:00\nSat Sun 10:00-20:00",
        "Sat-Sun 10:00-20:00 Mon,Tue,Wed,Thu,Fri 09:00-21:00.",
    ],
)
def test_the_same_week_in_other_words_is_the_same(text: str) -> None:
    assert parse_hours(text) == parse_hours("Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00")


@pytest.mark.parametrize(
    "text", ["24/7", "00:00-23:59", "00:00-24:00", "daily 24/7", "Mon-Sun 0:00-23:59", "круглосуточно"]
)
def test_always_open_has_many_spellings(text: str) -> None:
    assert parse_hours(text) == WeekHours(((WHOLE_DAY,),) * 7)


def test_a_day_may_have_several_intervals_and_others_none() -> None:
    assert parse_hours("Mon,Wed 09:00-13:00, 14:00-18:00; Sat closed").days == (HALVES, (), HALVES, (), (), (), ())
    assert parse_hours("Mon 14:00-18:00 09:00-13:00").days[0] == HALVES
    assert parse_hours("09:00-13:00").days == ((HALVES[0],),) * 7
    assert parse_hours("Вс выходной").days == ((),) * 7


def test_a_range_of_days_goes_round_the_week() -> None:
    open_days = [bool(day) for day in parse_hours("Fri-Mon 10:00-20:00").days]
    assert open_days == [True, False, False, False, True, True, True]
    assert [bool(day) for day in parse_hours("Sun-Sun 10:00-20:00").days] == [False] * 6 + [True]


def test_hours_may_go_over_midnight() -> None:
    assert parse_interval("22:00-02:00") == Interval(22 * 60, 26 * 60)
    assert str(parse_interval("22:00-02:00")) == "22:00-02:00"
    assert str(WHOLE_DAY) == "00:00-24:00"
    assert parse_interval("12:00-23:59") == Interval(12 * 60, 24 * 60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("Mon-Fri", "no hours after the last day"),
        ("Mon 09:00-18:00, Tue", "no hours after the last day"),
        ("Mon 9-18", "cannot read '9-18'"),
        ("Mon 09:00-18:000", "cannot read '09:00-18:000'"),
        ("Mon 25:00-26:00", "no such time"),
        ("Mon 09:60-18:00", "no such time"),
        ("Mon 09:00-24:30", "no such time"),
        ("Mon 09:00-09:00", "is empty"),
        ("Mo-Fr 09:00-18:00", "'mo' is not a day"),
        ("Mon-closed 09:00-18:00", "'closed' is not a day"),
        ("Mon-Fri 09:00-18:00, Fri 10:00-12:00", "Fri is named twice"),
        ("Mon Mon 09:00-18:00", "Mon is named twice"),
        ("Mon 09:00-13:00, 12:00-18:00", "overlap"),
        ("Sat closed 10:00-12:00", "either closed or has hours"),
        ("Sat 10:00-12:00 closed", "either closed or has hours"),
    ],
)
def test_a_mistake_is_named_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_hours(text)


@pytest.mark.parametrize("text", ["9", "09:00", "09:00-10:00-11:00", "а:бв-г:де"])
def test_an_interval_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not like 09:00-21:00"):
        parse_interval(text)


@pytest.mark.parametrize(("start", "end"), [(60, 60), (60, 30), (-1, 60), (1440, 1500), (60, 1501)])
def test_an_interval_is_neither_empty_nor_longer_than_a_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="longer than a day"):
        Interval(start, end)
