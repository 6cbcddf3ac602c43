"""The hand-turned clock keeps its word, or the tests that stand on it prove nothing."""

import asyncio

import pytest

from tests.clocks import MONDAY_NOON, TurnedClock, settle, soon


async def test_a_sleeper_wakes_at_the_turn_that_reaches_its_moment_and_not_before() -> None:
    clock = TurnedClock()
    sleeper = asyncio.create_task(clock.sleep(10))
    await settle(0.01)
    clock.turn(9.999)
    await settle(0.01)
    assert not sleeper.done()
    clock.turn(0.001)
    await asyncio.wait_for(sleeper, 1)
    assert (clock.now() - MONDAY_NOON).total_seconds() == clock.monotonic() == 10


async def test_no_time_at_all_is_over_at_once() -> None:
    await asyncio.wait_for(TurnedClock().sleep(0), 1)


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = TurnedClock()
    sleeper = asyncio.create_task(clock.sleep(10))
    await settle(0.01)
    sleeper.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeper
    clock.turn(11)


async def test_patience_has_an_end() -> None:
    with pytest.raises(AssertionError):
        await soon(lambda: False, within=0.02)
