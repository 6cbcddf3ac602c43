"""Numbers, moments and amounts as people write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.catalogue import Speaker
from bot.texts.formats import money, spoken_money
from tests.bot.lives import MOSCOW, NOW

RU, EN = Speaker("ru"), Speaker("en")


@pytest.mark.parametrize(
    ("amount", "currency", "russian", "english"),
    [
        ("16200", "RUB", "16 200 ₽", "RUB 16,200"),
        ("16200.00", "RUB", "16 200 ₽", "RUB 16,200"),
        ("99.5", "USD", "99,50 $", "$99.50"),
        ("5", "", "5", "5"),
        ("1E+30", "RUB", "1.00E+30 RUB", "1.00E+30 RUB"),
    ],
)
def test_money_is_written_the_readers_way(amount: str, currency: str, russian: str, english: str) -> None:
    assert RU.money(Decimal(amount), currency).replace("\u00a0", " ") == russian
    assert EN.money(Decimal(amount), currency).replace("\u00a0", " ") == english


def test_f_21_a_currency_that_a_provider_made_up_links_nowhere() -> None:
    assert RU.money(Decimal(5), "@durov") == "5\u00a0@\u2060durov"
    assert RU.money(Decimal(5), "\u202e") == "5"


def test_s0_43_money_is_read_aloud_with_its_name() -> None:
    assert spoken_money(Decimal(21), "RUB", "ru") == "21 российский рубль"
    assert spoken_money(Decimal(16200), "RUB", "ru") == "16 200 российских рублей"
    assert spoken_money(Decimal("9.50"), "USD", "en") == "9.50 US dollars"


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**40),
    st.text(max_size=8),
    st.sampled_from(["ru", "en"]),
)
def test_any_sum_of_any_currency_can_be_written(amount: Decimal, currency: str, language: str) -> None:
    assert money(amount, currency, language)
    assert spoken_money(amount, currency, language)


@pytest.mark.parametrize(
    ("length", "russian", "english"),
    [
        (timedelta(seconds=28), "28 с", "28 sec"),
        (timedelta(minutes=28, seconds=59), "28 мин", "28 min"),
        (timedelta(minutes=109), "1 ч 49 мин", "1 hr 49 min"),
        (timedelta(hours=2), "2 ч", "2 hr"),
        (timedelta(hours=9, minutes=59), "9 ч", "9 hr"),
        (timedelta(hours=47), "47 ч", "47 hr"),
        (timedelta(days=2), "2 дн.", "2 days"),
        (timedelta(seconds=-5), "0 с", "0 sec"),
    ],
)
def test_durations_are_rounded_down(length: timedelta, russian: str, english: str) -> None:
    assert (RU.duration(length), EN.duration(length)) == (russian, english)


@pytest.mark.parametrize(
    ("moment", "russian", "english"),
    [
        (NOW, "11:41", "11:41"),
        (NOW + timedelta(days=1), "13 мая 11:41", "May 13 11:41"),
        (datetime(2026, 5, 12, 20, 59, tzinfo=UTC), "23:59", "23:59"),
        (datetime(2026, 5, 12, 21, 0, tzinfo=UTC), "13 мая 00:00", "May 13 00:00"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "31 декабря 2025 15:00", "December 31 2025 15:00"),
    ],
)
def test_another_day_is_named(moment: datetime, russian: str, english: str) -> None:
    assert (RU.stamp(moment, MOSCOW, NOW), EN.stamp(moment, MOSCOW, NOW)) == (russian, english)


def test_soon_is_told_in_minutes() -> None:
    assert RU.soon(NOW + timedelta(minutes=28), NOW) == "через 28 мин"
    assert EN.soon(NOW + timedelta(minutes=28), NOW) == "in 28 min"
    assert RU.soon(NOW, NOW) == "сейчас"


def test_a_zone_is_told_as_its_city() -> None:
    assert (RU.place("Asia/Vladivostok"), EN.place("Asia/Vladivostok")) == ("Владивосток", "Vladivostok")
    assert RU.place("no such zone") == "no such zone"
