"""The demo's clock: a file tells the time, the speed, and jumps."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from bot.app.clock import SharedClock, SystemClock
from tests.clocks import settle

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STILL = 0.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock.json"


def turn(file: Path, world: datetime, speed: float, *, ago: float = 0) -> None:
    """Replaced whole, as whoever turns it must do."""
    fresh = file.with_suffix(".new")
    fresh.write_bytes(orjson.dumps({"wall": time.time() - ago, "world": world.isoformat(), "speed": speed}))
    fresh.replace(file)


def test_a_world_that_stands_still_shows_its_moment(file: Path) -> None:
    turn(file, NOON, STILL)
    clock = SharedClock(file)
    assert clock.now() == clock.now() == NOON


def test_a_quick_world_counts_from_when_it_was_turned(file: Path) -> None:
    turn(file, NOON, 60, ago=10)
    shown = SharedClock(file).now() - NOON
    assert timedelta(seconds=600) <= shown < timedelta(seconds=700)


def test_a_jump_is_seen_at_the_next_look(file: Path) -> None:
    turn(file, NOON, STILL)
    clock = SharedClock(file)
    assert clock.now() == NOON
    time.sleep(0.01)  # the file's own clock is coarser than ours
    turn(file, NOON + timedelta(hours=8), STILL)
    assert clock.now() == NOON + timedelta(hours=8)


async def test_sleep_is_in_the_worlds_seconds(file: Path) -> None:
    turn(file, NOON, 100)
    clock, begun = SharedClock(file), time.monotonic()
    await clock.sleep(10)
    assert clock.now() >= NOON + timedelta(seconds=10)
    assert 0.09 <= time.monotonic() - begun < 1


async def test_a_sleeper_wakes_when_the_world_jumps_over_its_moment(file: Path) -> None:
    turn(file, NOON, STILL)
    sleeper = asyncio.create_task(SharedClock(file).sleep(3600))
    await settle(0.15)
    assert not sleeper.done()
    turn(file, NOON + timedelta(hours=2), STILL)
    await asyncio.wait_for(sleeper, 1)


def test_real_seconds_are_real_whatever_the_world_does(file: Path) -> None:
    turn(file, NOON, 3600)
    before = time.monotonic()
    assert before <= SharedClock(file).monotonic() <= time.monotonic()


async def test_the_systems_clock_is_aware_and_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    before = clock.monotonic()
    await clock.sleep(0.01)
    assert clock.monotonic() - before >= 0.009
