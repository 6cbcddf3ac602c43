"""Where is a customer? By a file in MaxMind's format, written here as its specification says."""

import ipaddress
from pathlib import Path
from typing import Any

import pytest

from bot.app.places import open_places
from desk.leads.opening import Place

# https://maxmind.github.io/MaxMind-DB/: types of the data section
TEXT, SHORT, LONG, TABLE = 2, 5, 6, 7
WIDE, LIST = 9, 11  # beyond seven: written in a second byte
VLADIVOSTOK = {
    "city": {"names": {"en": "Vladivostok", "ru": "Владивосток"}},
    "location": {"time_zone": "Asia/Vladivostok"},
}


def encode(value: Any) -> bytes:
    match value:
        case bytes():
            return value  # encoded already
        case str():
            return head(TEXT, len(value.encode())) + value.encode()
        case dict():
            return head(TABLE, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())
        case list():
            return head(LIST, len(value)) + b"".join(map(encode, value))
    raise TypeError(value)


def number(kind: int, value: int) -> bytes:
    size = (value.bit_length() + 7) // 8
    return head(kind, size) + value.to_bytes(size, "big")


def head(kind: int, size: int) -> bytes:
    """Sizes under 29 stand in the first byte; up to 284 in a byte of their own."""
    low, more = (size, b"") if size < 29 else (29, bytes([size - 29]))
    return (bytes([low, kind - 7]) if kind > 7 else bytes([kind << 5 | low])) + more


def write_database(path: Path, network: str, record: dict[str, Any]) -> None:
    """One network: a chain of nodes, a bit each, with the record at its end."""
    where = ipaddress.IPv4Network(network)
    count = where.prefixlen
    nodes = b""
    for index in range(count):
        bit = int(where.network_address) >> (31 - index) & 1
        onward = index + 1 if index + 1 < count else count + 16
        pair = [count, count]
        pair[bit] = onward
        nodes += b"".join(it.to_bytes(3, "big") for it in pair)
    metadata = {
        "node_count": number(LONG, count),
        "record_size": number(SHORT, 24),
        "ip_version": number(SHORT, 4),
        "database_type": "Test-City",
        "languages": ["en"],
        "binary_format_major_version": number(SHORT, 2),
        "binary_format_minor_version": number(SHORT, 0),
        "build_epoch": number(WIDE, 1),
        "description": {"en": "one network"},
    }
    path.write_bytes(nodes + bytes(16) + encode(record) + b"\xab\xcd\xefMaxMind.com" + encode(metadata))


def look(tmp_path: Path, record: dict[str, Any], ip: str = "198.51.100.7") -> Place | None:
    file = tmp_path / "cities.mmdb"
    write_database(file, "198.51.100.0/24", record)
    return open_places(str(file))(ip)


def test_s0_09_s0_10_city_and_zone_are_found_by_the_address(tmp_path: Path) -> None:
    assert look(tmp_path, VLADIVOSTOK) == Place("Asia/Vladivostok", "ip", "Владивосток")


@pytest.mark.parametrize("ip", ["203.0.113.9", "::1", "unknown", "", "198.51.100.7, 10.0.0.1", "999.1.1.1"])
def test_s0_09_an_address_that_says_nothing_stops_nothing(tmp_path: Path, ip: str) -> None:
    assert look(tmp_path, VLADIVOSTOK, ip) is None


def test_a_city_without_a_russian_name_has_its_english_one(tmp_path: Path) -> None:
    assert look(tmp_path, {"city": {"names": {"en": "Riga"}}}) == Place("", "ip", "Riga")


def test_a_zone_that_this_machine_does_not_know_is_not_used(tmp_path: Path) -> None:
    record = {**VLADIVOSTOK, "location": {"time_zone": "Mars/Olympus"}}
    assert look(tmp_path, record) == Place("", "ip", "Владивосток")


@pytest.mark.parametrize("record", [{}, {"country": {"iso_code": "RU"}}, {"location": {"time_zone": "Mars/Olympus"}}])
def test_a_record_without_a_place_is_none(tmp_path: Path, record: dict[str, Any]) -> None:
    assert look(tmp_path, record) is None


def test_without_a_file_nothing_is_known() -> None:
    assert open_places("")("198.51.100.7") is None
