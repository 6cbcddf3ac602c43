"""The checker itself: an honest run passes, and each falsified history is caught by the promise that it breaks."""

import random
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.checker.contact import is_open
from tests.faults.checker.diary import NOON, tell_honestly
from tests.faults.checker.evidence import EPOCH, Evidence, find_damage, read_rows
from tests.faults.checker.falsified import FALSIFIED, Falsify
from tests.faults.checker.verdict import judge


@pytest.fixture
def honest() -> Evidence:
    return tell_honestly()


def test_an_honest_run_keeps_all_promises(honest: Evidence) -> None:
    assert [str(it) for it in judge(honest)] == []


@pytest.mark.parametrize(("promise", "falsify"), FALSIFIED, ids=[it.__name__ for _, it in FALSIFIED])
def test_a_falsified_history_is_caught_by_the_promise_that_it_breaks(
    honest: Evidence, promise: int, falsify: Falsify
) -> None:
    found = judge(falsify(honest))
    assert {it.promise for it in found} == {promise}, "\n".join(map(str, found))
    assert found[0].proof or promise == 7


# --- its parts ------------------------------------------------------------------------------------------------


def test_the_slow_hours_look_at_the_wall_of_the_zone() -> None:
    assert is_open("Mon-Fri 09:00-21:00, Sat 10:00-16:00", "Europe/Moscow", NOON)
    assert not is_open("Mon-Fri 09:00-21:00, Sat 10:00-16:00", "Asia/Kamchatka", NOON)
    assert not is_open("Mon-Fri 09:00-21:00", "Europe/Moscow", NOON - timedelta(days=1))


def test_rows_are_read_from_the_file_itself(empty_database: Path, tmp_path: Path) -> None:
    file = tmp_path / "read.db"
    file.write_bytes(empty_database.read_bytes())
    since = (NOON - EPOCH) // timedelta(microseconds=1)
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO lead (id, source, ref, status, created_at, changed_at, next_at, body)"
            " VALUES (7, 'site', 'A-7', 'new', ?, ?, ?, ?)",
            (since, since, since, b'{"zone": "UTC"}'),
        )
        database.execute(
            "INSERT INTO history (lead_id, at, what, why, who, data) VALUES (7, ?, 'x', 'y', 'z', ?)", (since, b"{}")
        )
    rows = read_rows(file)
    assert (rows.leads[7].ref, rows.leads[7].next_at, rows.leads[7].body["zone"]) == ("A-7", NOON, "UTC")
    assert (rows.past[0].at, rows.past[0].who) == (NOON, "z")
    assert find_damage(file) == []


def test_a_damaged_file_is_noticed(empty_database: Path, tmp_path: Path) -> None:
    file = tmp_path / "hurt.db"
    whole = bytearray(empty_database.read_bytes())
    whole[4096:8192] = random.Random(1).randbytes(4096)
    file.write_bytes(whole)
    assert find_damage(file)
