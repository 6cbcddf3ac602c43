"""Strangers' words on one line, and what a group does not get to see."""

import re
import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.cleaning import JOINER, cut, defuse, flatten, isolate, units
from bot.texts.privacy import conceal, mask_email, quote, redact, short_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Анна\n\tПетрова\r\n", "Анна Петрова"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("e" + "\u0301" * 50, "é\u0301\u0301"),
        ("\u3164\u2800\u115f", ""),
        ("a\u2028b\u0085c\x00d", "a b c d"),
        ("\ud800x", "x"),
    ],
)
def test_f_21_a_strangers_words_become_one_visible_line(typed: str, shown: str) -> None:
    assert flatten(typed) == shown


@given(st.text(max_size=300), st.integers(2, 60))
def test_f_21_whatever_is_typed_fits_and_hides_nothing(text: str, limit: int) -> None:
    shown = flatten(text, limit)
    assert units(shown) <= limit
    assert not {unicodedata.category(c) for c in shown} & {"Cf", "Cc", "Cs", "Zl", "Zp"}
    assert shown == " ".join(shown.split())


def test_cutting_counts_as_telegram_does() -> None:
    assert cut("🟠🟠🟠", 4) == "🟠…"
    assert units("🟠a") == 3
    assert cut("abc", 3) == "abc"


@pytest.mark.parametrize(
    "text", ["@durov", "#sale", "/start", "$USD", "https://evil.com/x", "evil.com", "t.me/x", "магазин.рф", "a.b.c.com"]
)
def test_f_21_telegram_makes_no_link_of_a_strangers_words(text: str) -> None:
    safe = defuse(text)
    assert safe.replace(JOINER, "") == text
    assert not re.search(r"[@#$/]\w|://|\w\.\w*[^\W\d]", safe)


@pytest.mark.parametrize("text", ["Анна П.", "16.5 м", "12.05.2026", "a - b", "18:00"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert defuse(text) == text


def test_f_21_right_to_left_letters_cannot_reorder_the_line() -> None:
    assert isolate("אבג (1)") == "\u2068אבג (1)\u2069"
    assert isolate("Анна") == "Анна"


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("anna.petrova@mail.ru", "a***@mail.ru"),
        ("a@b@c.ru", "a***@c.ru"),
        ("none", "***"),
        ("@x.ru", "***"),
        ("", "***"),
    ],
)
def test_s0_04_a_mailbox_is_recognised_but_not_told(email: str, shown: str) -> None:
    assert mask_email(email) == shown


@given(
    st.from_regex(r"\+?[78]9[0-9]{9}", fullmatch=True),
    st.lists(
        st.sampled_from(["", " ", "-", "(", ") ", " - ", ".", "\u00a0", "\u2011", "\u200b"]), min_size=12, max_size=12
    ),
    st.sampled_from(["{}", "звоните {} после шести", "a{} b", "{}."]),
)
def test_s0_04_no_spelling_of_a_number_gets_into_a_group(number: str, marks: list[str], around: str) -> None:
    spelled = "".join(digit + mark for digit, mark in zip(number, marks, strict=False)) + number[len(marks) :]
    shown = quote(around.format(spelled), 200)
    if "a{}" not in around:  # a number glued to a word is somebody's order number, not a telephone
        digits = "".join(c for c in shown if c.isdigit())
        assert number[-10:] not in digits
        assert len(digits) <= 7


def test_the_owner_of_a_lead_reads_everything() -> None:
    assert quote("звоните +7 916 123-45-67", 200, full=True) == "звоните +7 916 123-45-67"


def test_no_half_of_a_number_is_left_over_by_cutting() -> None:
    assert quote("x" * 10 + " 89161234567", 18) == "x" * 10 + " +7 916…"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Анна Петрова", "Анна П."),
        ("анна сергеевна петрова", "анна С."),
        ("Анна", "Анна"),
        ("  ", ""),
        ("Ли 88", "Ли"),
        ("x" * 50, "x" * 20 + "…"),
        ("anna@mail.ru", "a***@mail.ru"),
        ("Анна 89161234567", "Анна"),
    ],
)
def test_s0_04_names_are_short_in_groups(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("GET https://u:pw@b24.ru/rest/1/s3cr3t/x?auth=1 failed", "GET https://b24.ru failed"),
        ("invalid token", "invalid token"),
        ("token=abc123, retry", "token=***, retry"),
        ('{"api_key": "0123456789"}', '{"api_key": "***"}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("account 7f3a9c1b2d4e5f60718293a4 is closed", "account *** is closed"),
        ("no such number +79161234567", "no such number +7 916 ***-**-67"),
    ],
)
def test_s0_05_reasons_are_told_without_secrets(reason: str, shown: str) -> None:
    assert redact(reason) == shown


@pytest.mark.parametrize("worst", ["a" * 4000, "1" * 4000, "1 " * 2000, "a@" * 2000, "http://" * 600, "a." * 2000])
def test_no_text_takes_long_to_look_through(worst: str) -> None:
    """A page without a blank must not hold up the desk."""
    before = perf_counter()
    redact(worst)
    quote(worst, 200)
    assert perf_counter() - before < 0.5  # seconds


def test_sums_and_dates_are_not_taken_for_numbers() -> None:
    assert conceal("16 200 ₽ до 12.05.2026") == "16 200 ₽ до 12.05.2026"
