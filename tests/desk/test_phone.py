"""Numbers as customers type them."""

import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.phone import Dialable, PhoneProblem, dialable, hide, mask, pretty, zones

E164 = re.compile(r"\+[1-9]\d{6,14}")


def problem(raw: str, country: str = "RU", foreign: bool = False) -> PhoneProblem:
    found = dialable(raw, country, foreign)
    assert bool(found.e164) != bool(found.problem)
    return found.problem


def test_s0_25_a_leading_8_of_eleven_digits_becomes_7() -> None:
    assert dialable("89161234567") == Dialable("+79161234567")


def test_s0_26_ten_digits_from_9_get_a_7_in_front() -> None:
    assert dialable("9161234567") == Dialable("+79161234567")


@pytest.mark.parametrize(
    "raw", ["891612345678", "+7 8 916 123-45-67", "+4915112345678", "8916123456789 доб 1", "1" * 300]
)
def test_s0_33_more_than_eleven_digits_are_too_long(raw: str) -> None:
    assert problem(raw) is PhoneProblem.TOO_LONG


@pytest.mark.parametrize(
    "raw",
    [
        "+7 (916) 123-45-67",
        "8-916-123-45-67",
        "(916) 123 45 67",
        "+8 916 123 45 67",
        "+9161234567",
        "\u200e+7\u00a0916\u00a0123\u201145\u201167\u202c",
        "+7 916 123 45 67",
        "٨٩١٦١٢٣٤٥٦٧",
        "тел.: +7.916.123.45.67",
        "8 916 123 45 67 (Анна)",
        "89161234567 доб. 123",
        "8 (916) 123-45-67, добавочный 12",
        "+79161234567 ext 5",
        "+79161234567 x 5",
        "+79161234567#55",
        "\t89161234567\n",
    ],
)
def test_a_number_is_read_however_it_was_typed(raw: str) -> None:
    assert dialable(raw) == Dialable("+79161234567")


@pytest.mark.parametrize("raw", ["+7 495 123-45-67", "8 (495) 123-45-67", "4951234567"])
def test_a_landline_is_dialled_too(raw: str) -> None:
    assert dialable(raw) == Dialable("+74951234567")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", PhoneProblem.EMPTY),
        (" \u200e\u00a0", PhoneProblem.EMPTY),
        ("не скажу", PhoneProblem.NOT_A_NUMBER),
        ("8 800 FLOWERS 1", PhoneProblem.NOT_A_NUMBER),
        ("+7 123 456-78-90", PhoneProblem.NOT_A_NUMBER),
        ("1234567890", PhoneProblem.NOT_A_NUMBER),
        ("49151123456", PhoneProblem.NOT_A_NUMBER),
        ("123-45-67", PhoneProblem.TOO_SHORT),
        ("7916123456", PhoneProblem.TOO_SHORT),
        ("8916123456", PhoneProblem.TOO_SHORT),
        ("+372 512 3456", PhoneProblem.FOREIGN),
        ("+1 202 555 0100", PhoneProblem.FOREIGN),
    ],
)
def test_what_cannot_be_dialled_says_why(raw: str, expected: PhoneProblem) -> None:
    assert problem(raw) is expected


def test_a_foreign_number_is_dialled_when_the_shop_wants_it() -> None:
    assert dialable("+49 1511 2345678", foreign=True) == Dialable("+4915112345678")
    assert dialable("8 10 49 1511 2345678", foreign=True) == Dialable("+4915112345678")
    assert dialable("+1 202 555 0100", foreign=True) == Dialable("+12025550100")
    assert problem("4915112345678", foreign=True) is PhoneProblem.TOO_LONG
    assert problem("+7 8 916 123 45 67", foreign=True) is PhoneProblem.TOO_LONG


def test_kazakhstan_shares_the_plan() -> None:
    assert dialable("8 701 123 45 67", "KZ") == Dialable("+77011234567")
    assert dialable("7011234567", "KZ") == Dialable("+77011234567")
    assert dialable("+77011234567", "RU") == Dialable("+77011234567")
    assert problem("7011234567", "RU") is PhoneProblem.TOO_SHORT


def test_elsewhere_the_country_has_its_own_rules() -> None:
    assert dialable("01511 2345678", "DE") == Dialable("+4915112345678")
    assert dialable("0049 1511 2345678", "DE") == Dialable("+4915112345678")
    assert dialable("(202) 555-0100", "US") == Dialable("+12025550100")
    assert problem("89161234567", "US") is not PhoneProblem.NONE
    assert problem("+7 916 123 45 67", "DE") is PhoneProblem.FOREIGN
    assert dialable("+7 916 123 45 67", "DE", foreign=True) == Dialable("+79161234567")
    assert problem("12", "DE") is PhoneProblem.TOO_SHORT
    assert problem("555-0100", "US") is PhoneProblem.TOO_SHORT
    assert problem("1" * 16, "US") is PhoneProblem.TOO_LONG
    assert problem("+999 123456789", "DE") is PhoneProblem.NOT_A_NUMBER


def test_a_mask_leaves_the_operator_and_two_digits() -> None:
    assert mask("+79161234567") == "+7 916 ***-**-67"
    assert mask("+77011234567") == "+7 701 ***-**-67"
    assert mask("+4915112345678") == "+49 ***-**-78"
    assert mask("891612345678") == "***78"
    assert mask("123") == "***"
    assert mask("") == "***"


def test_numbers_inside_foreign_words_are_hidden() -> None:
    assert hide("To: +79161234567 is bad") == "To: +7 916 ***-**-67 is bad"
    assert hide("79161234567,4915112345678") == "+7 916 ***-**-67,+49 ***-**-78"
    assert hide("order 1027, SM0123456789012") == "order 1027, SM0123456789012"


def test_a_number_is_pretty_for_people() -> None:
    assert pretty("+79161234567") == "+7 916 123-45-67"
    assert pretty("+4915112345678") == "+49 1511 2345678"
    assert pretty("891612345678") == "891612345678"


def test_s0_10_a_number_names_one_zone_only_when_there_is_no_doubt() -> None:
    assert zones("+74232123456") == ("Asia/Vladivostok",)
    assert len(zones("+79161234567")) > 1
    assert zones("+999123") == ()
    assert zones("rubbish") == ()
    assert {ZoneInfo(zone).key for zone in zones("+79161234567")} == set(zones("+79161234567"))


typed = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="+0123456789 ()-.x", max_size=24),
    st.from_regex(r"\+?[78]?[ (]*9\d{2}[) -]*\d{3}-?\d{2}-?\d{2}", fullmatch=True),
    st.from_regex(r"\+\d{8,15}", fullmatch=True),
)
countries = st.sampled_from(["RU", "KZ", "DE", "US", "IT", "AR", "MX", "BY", "", "XX"])


@settings(max_examples=400)
@given(typed, countries, st.booleans())
def test_any_text_gives_a_number_or_a_reason_and_a_number_stays_itself(raw: str, country: str, foreign: bool) -> None:
    found = dialable(raw, country, foreign)
    assert bool(found.e164) != bool(found.problem)
    if found.e164:
        assert E164.fullmatch(found.e164)
        assert dialable(found.e164, country, foreign) == found
        assert dialable(pretty(found.e164), country, foreign) == found
    zones(raw), pretty(raw)


@settings(max_examples=300)
@given(typed)
def test_a_mask_never_shows_more_than_six_digits(raw: str) -> None:
    assert sum(c.isdecimal() for c in mask(raw)) <= 6
