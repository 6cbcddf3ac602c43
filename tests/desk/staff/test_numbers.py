"""The number at which telephony calls somebody of the shop."""

import pytest

from desk.errors import Rejected
from desk.staff.numbers import read_number, read_shared


@pytest.mark.parametrize("typed", ["+7 916 123-45-67", "8 (916) 123 45 67", "9161234567", "мой: 89161234567"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_number(typed, "RU", foreign=False) == "+79161234567"


@pytest.mark.parametrize("typed", ["-", "—", " - "])
def test_a_dash_takes_it_back(typed: str) -> None:
    assert read_number(typed, "RU", foreign=False) == ""


@pytest.mark.parametrize("typed", ["", "12345", "call me", "+7916123456789", "+44 20 7946 0958", "7" * 300, "💥", "-1"])
def test_anything_else_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(Rejected, match="cannot be called"):
        read_number(typed, "RU", foreign=False)


@pytest.mark.parametrize("shared", ["79161234567", "+79161234567", " +7 916 123 45 67 "])
def test_a_contact_is_whole_with_or_without_its_plus(shared: str) -> None:
    assert read_shared(shared, "RU", foreign=False) == "+79161234567"


def test_a_contact_of_another_country_is_one_only_where_the_shop_calls_there() -> None:
    assert read_shared("442079460958", "RU", foreign=True) == "+442079460958"
    with pytest.raises(Rejected):
        read_shared("442079460958", "RU", foreign=False)
