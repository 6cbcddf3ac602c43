"""What is paused, how it is said, and for how long (X-02)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.errors import Rejected
from desk.staff.moments import UNREADABLE
from desk.staff.pauses import (
    LOOK_AGAIN,
    NO_SWITCH,
    Pause,
    in_force,
    read_end,
    read_pauses,
    read_switch,
    waits_until,
    write_pauses,
)
from tests.clocks import MONDAY_NOON as NOON

SOURCES = ("site", "Landing")
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("calls", ("calls", "")),
        ("СМС 2h", ("sms", "2h")),
        ("всё до 14:00", ("all", "до 14:00")),
        ("source site 2h", ("source:site", "2h")),
        ("источник landing until 14:00", ("source:Landing", "until 14:00")),
    ],
)
def test_what_is_meant_is_read(words: str, meant: tuple[str, str]) -> None:
    assert read_switch(words, SOURCES) == meant


@pytest.mark.parametrize("words", ["", "weather", "source", "source moon 2h", "site"])
def test_what_cannot_be_paused_is_refused_with_what_can(words: str) -> None:
    with pytest.raises(Rejected, match=r"source Landing, source site") as refusal:
        read_switch(words, SOURCES)
    assert refusal.value.code == NO_SWITCH


def test_an_end_is_a_length_or_a_moment_of_the_shops_clock() -> None:
    assert read_end("", MOSCOW, NOON) is None
    assert read_end("2h", MOSCOW, NOON) == NOON + 2 * HOUR
    assert read_end("until 14:00", MOSCOW, NOON) == NOON + 2 * HOUR  # it is noon there
    with pytest.raises(Rejected) as refusal:
        read_end("soon", MOSCOW, NOON)
    assert refusal.value.code == UNREADABLE


def test_a_pause_ends_by_itself() -> None:
    pauses = {"calls": Pause("Анна", NOON, NOON + HOUR), "sms": Pause("Анна", NOON)}
    assert in_force(pauses, NOON) == pauses
    assert list(in_force(pauses, NOON + HOUR)) == ["sms"]


def test_what_waits_for_a_source_looks_again_at_its_end_a_little_apart() -> None:
    pauses = {"source:site": Pause("Анна", NOON, NOON + HOUR)}
    moments = {waits_until(pauses, "site", number, NOON) for number in range(30)}
    assert len(moments) == 30
    assert all(it and NOON + HOUR <= it <= NOON + HOUR + timedelta(minutes=1) for it in moments)
    assert waits_until(pauses, "site", 1, NOON + HOUR) is None
    assert waits_until(pauses, "landing", 1, NOON) is None
    assert waits_until({"source:site": Pause("Анна")}, "site", 0, NOON) == NOON + LOOK_AGAIN


def test_what_is_kept_is_read_again_also_from_before_there_were_moments() -> None:
    pauses = {"calls": Pause("Анна", NOON, NOON + HOUR), "source:site": Pause("Борис", NOON)}
    assert read_pauses(write_pauses(pauses)) == pauses
    assert read_pauses({"sms": "Анна"}) == {"sms": Pause("Анна")}
