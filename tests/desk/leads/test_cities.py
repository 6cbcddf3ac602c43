"""S0-10: the zone of a city, by the name that people type."""

from zoneinfo import available_timezones

import pytest

from desk.leads.cities import TABLE, zone_of_city


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("Владивосток", "Asia/Vladivostok"),
        ("владивосток", "Asia/Vladivostok"),
        ("г. Владивосток, Приморский край", "Asia/Vladivostok"),
        ("город Екатеринбург", "Asia/Yekaterinburg"),
        ("Vladivostok", "Asia/Vladivostok"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("Королёв", "Europe/Moscow"),
        ("Калининград", "Europe/Kaliningrad"),  # Королёв's former name, too
        ("Ставрополь", "Europe/Moscow"),  # Тольятти's
        ("Анадырь", "Asia/Anadyr"),
    ],
)
def test_s0_10_a_city_has_its_zone(city: str, zone: str) -> None:
    assert zone_of_city(city) == zone


@pytest.mark.parametrize("city", ["", "   ", "г.", "Железногорск", "Нью-Васюки", ",", "127.0.0.1"])
def test_s0_10_a_name_that_nobody_knows_is_no_guess(city: str) -> None:
    assert zone_of_city(city) == ""


def test_every_zone_of_the_table_exists_and_no_city_has_two() -> None:
    rows = [line.split(";") for line in TABLE.read_text("utf-8").splitlines()]
    assert {zone for zone, _ in rows} <= available_timezones()
    cities = [city for _, names in rows for city in names.split(",")]
    assert len(cities) == len(set(cities)) > 1000
