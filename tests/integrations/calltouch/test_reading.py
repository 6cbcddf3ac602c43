"""Numbers and moments, however they are spelled."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations.calltouch.moments import days_between, read_moment, write_moment
from integrations.calltouch.phones import read_phone

MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 8, 4, 9, 58, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        "79001234567",
        "+7 (900) 123-45-67",
        "8 (900) 123-45-67",
        "8-900-123-45-67",
        "9001234567",
        "(900) 123 45 67",
        " +7\u00a0900\u00a0123\u201145\u201167 ",
        "tel:+79001234567",
        "+7 900 123-45-67 доб. 12",
        "89001234567, 89007654321",
        "79001234567;ext=12",
        "７９００１２３４５６７",
        "Факс 8 900 123 45 67",
    ],
)
def test_cr_15_a_number_is_read_in_every_spelling(told: str) -> None:
    assert read_phone(told) == "79001234567"


@pytest.mark.parametrize("told", ["", "anonymous", "-", "12", "8" * 16, "<не указано>", "доб. 12"])
def test_cr_18_what_is_no_number_is_empty(told: str) -> None:
    assert read_phone(told) == ""


def test_a_number_of_another_country_is_left_as_it_is() -> None:
    assert read_phone("+49 30 901820-00") == "493090182000"


@pytest.mark.parametrize(
    "told",
    [
        1785837483,
        "1785837483",
        1785837483000,
        "1785837483000",
        "2026-08-04 12:58:03",
        "04/08/2026 12:58:03",
        "04-08-2026 12:58:03",
        "04.08.2026 12:58:03",
        "4/8/2026 12:58:03",
        "2026-08-04T12:58:03+03:00",
        "2026-08-04T09:58:03Z",
    ],
)
def test_a_moment_is_read_in_each_of_their_formats(told: Any) -> None:
    assert read_moment(told, MOSCOW) == AT


def test_a_moment_without_an_offset_is_of_the_cabinets_zone() -> None:
    assert read_moment("2026-08-04 12:58:03", ZoneInfo("Asia/Omsk")) == datetime(2026, 8, 4, 6, 58, 3, tzinfo=UTC)
    assert read_moment("04/08/2026 9:05", MOSCOW) == datetime(2026, 8, 4, 6, 5, tzinfo=UTC)
    assert write_moment(AT, ZoneInfo("Asia/Omsk")) == "04-08-2026 15:58:03"


@pytest.mark.parametrize(
    "told", ["", "0", "yesterday", "31/02/2026 10:00:00", "99/99/9999", "0001-01-01", "2026", None, [], "{calltime}"]
)
def test_what_is_no_moment_is_none(told: Any) -> None:
    assert read_moment(told, MOSCOW) is None


def test_days_are_those_of_the_cabinet() -> None:
    evening = datetime(2026, 8, 4, 20, 59, tzinfo=UTC)
    assert [it.day for it in days_between(evening, evening, MOSCOW)] == [4]
    assert [it.day for it in days_between(evening, evening.replace(hour=21), MOSCOW)] == [4, 5]
    assert days_between(evening, AT.replace(day=3), MOSCOW) == []
