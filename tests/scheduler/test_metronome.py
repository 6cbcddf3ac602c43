"""The metronome: beats come again whatever happens in them, and never beside themselves."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import Temporary
from scheduler.metronome import Metronome
from tests.clocks import settle, soon

QUICK = timedelta(milliseconds=20)


@pytest.fixture
async def metronome() -> Iterator[Metronome]:  # type: ignore[misc]
    metronome = Metronome()
    yield metronome
    metronome.stop()


async def test_x_13_a_beat_comes_again_and_again(metronome: Metronome) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)

    metronome.every(QUICK, "beat", beat)
    await settle(0.05)
    assert beats == []
    metronome.start()
    await soon(lambda: len(beats) >= 3)


@pytest.mark.parametrize("error", [Temporary("503"), ValueError("a mistake of ours")])
async def test_a_beat_that_fails_comes_again(metronome: Metronome, error: Exception) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)
        raise error

    metronome.every(QUICK, "beat", beat)
    metronome.start()
    await soon(lambda: len(beats) >= 3)


async def test_a_beat_under_way_is_not_started_again(metronome: Metronome) -> None:
    free, beats = asyncio.Event(), list[int]()

    async def beat() -> None:
        beats.append(1)
        await free.wait()

    metronome.every(QUICK, "beat", beat)
    metronome.start()
    await settle(0.2)
    assert len(beats) == 1
    free.set()
    await soon(lambda: len(beats) == 2)


async def test_after_a_stop_it_is_quiet_and_a_second_stop_is_harmless() -> None:
    metronome, beats = Metronome(), list[int]()

    async def beat() -> None:
        beats.append(1)

    metronome.every(QUICK, "beat", beat)
    metronome.start()
    metronome.stop()
    metronome.stop()
    await settle()
    assert beats == []


async def test_beats_go_on_when_the_clock_was_put_back(metronome: Metronome) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)

    metronome.every(QUICK, "beat", beat)
    metronome.start()
    tomorrow = datetime.now(UTC) + timedelta(days=1)  # so far away is what comes next, after a day back
    metronome._scheduler.modify_job("beat", next_run_time=tomorrow)
    before = len(beats)
    await settle()
    assert len(beats) == before
    metronome.wind_up()
    await soon(lambda: len(beats) >= before + 3)
