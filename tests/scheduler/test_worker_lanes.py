"""When jobs run: lanes, lines, timers, nudges, and the end of a shift."""

import asyncio
from datetime import timedelta

import pytest

from desk.leads.books import Lane
from desk.leads.effects.outcome import Done, Outcome
from storage.books import Store
from storage.database import Database
from storage.jobs import Job
from tests.clocks import TurnedClock, settle, soon
from tests.scheduler.conftest import Shift


def make_stuck(shift: Shift, kind: str) -> asyncio.Event:
    free = asyncio.Event()

    async def act(_job: Job) -> Outcome:
        await free.wait()
        return Done()

    shift.knows(kind, act)
    return free


async def test_s0_02_a_stuck_lane_does_not_starve_another(shift: Shift) -> None:
    free = make_stuck(shift, "slow")
    shift.works("quick")
    for number in range(10):
        await shift.owe("slow", f"slow{number}")
    shift.start()
    await soon(lambda: len(shift.ran) == 2)
    for number in range(10):
        await shift.owe("quick", f"quick{number}", lane=Lane.CALLS)
    await soon(lambda: sum(key.startswith("quick") for key in shift.ran) == 10)
    assert sum(key.startswith("slow") for key in shift.ran) == 2
    free.set()
    await shift.none_left()
    assert len(shift.ran) == 20


@pytest.mark.parametrize(("crowded", "at_once"), [(False, 2), (True, 1)])
async def test_a_lane_runs_no_more_at_once_than_it_may(shift: Shift, crowded: bool, at_once: int) -> None:
    """While orders wait at the door it is one at a time, and the lane goes on all the same."""
    shift.crowded = crowded
    now, most = [0], [0]

    async def act(_job: Job) -> Outcome:
        now[0] += 1
        most[0] = max(most[0], now[0])
        await asyncio.sleep(0.002)
        now[0] -= 1
        return Done()

    shift.knows("kind", act)
    for number in range(20):
        await shift.owe("kind", f"kind{number}")
    shift.start()
    await shift.none_left()
    assert most == [at_once]


async def test_a_paused_lane_waits_and_goes_on_afterwards(shift: Shift) -> None:
    shift.works("call")
    shift.works("crm")
    shift.paused.add("calls")
    await shift.owe("call", lane=Lane.CALLS)
    await shift.owe("crm")
    shift.start()
    await shift.has_run("crm")
    await settle()
    assert shift.ran == ["crm"]
    shift.paused.clear()
    shift.worker.nudge()
    await shift.has_run("crm", "call")


async def test_jobs_of_one_line_run_one_after_the_other(shift: Shift) -> None:
    ends: list[str] = []

    async def act(job: Job) -> Outcome:
        await asyncio.sleep(0.01)
        ends.append(job.key)
        return Done()

    shift.knows("kind", act)
    for key in ("a1", "b1", "a2", "b2", "a3"):
        await shift.owe("kind", key, line=key[0])
    shift.start()
    await shift.none_left()
    assert [key for key in ends if key[0] == "a"] == ["a1", "a2", "a3"]
    assert [key for key in ends if key[0] == "b"] == ["b1", "b2"]


async def test_s0_01_new_work_is_begun_at_once(shift: Shift) -> None:
    shift.works("kind")
    shift.start()
    await settle(0.05)
    await shift.owe("kind")
    await soon(lambda: shift.ran, within=0.5)


@pytest.mark.parametrize("seconds", [1, 7200, 86400 * 30])
async def test_x_02_a_timer_fires_not_early_and_soon_after(shift: Shift, seconds: int) -> None:
    shift.works("kind")
    await shift.owe("kind", at=shift.clock.now() + timedelta(seconds=seconds))
    shift.start()
    await settle(0.05)
    shift.clock.turn(seconds - 0.001)
    await settle(0.05)
    assert shift.ran == []
    shift.clock.turn(0.001)
    await soon(lambda: shift.ran, within=0.5)


async def test_x_02_a_timer_that_came_due_while_the_desk_was_down_fires_at_the_start(shift: Shift) -> None:
    shift.works("kind")
    await shift.owe("kind", at=shift.clock.now() + timedelta(hours=2))
    shift.clock.turn(86400)
    shift.start()
    await shift.has_run("kind")


async def test_x_02_what_a_dead_process_had_taken_is_done_by_the_next(shift: Shift) -> None:
    shift.works("kind")
    await shift.owe("kind")
    await shift.store.write(lambda books: books.jobs.take("crm", shift.clock.now(), 1, timedelta(minutes=5)))
    shift.start()
    await shift.has_run("kind")


async def test_a_stop_lets_end_what_runs(shift: Shift) -> None:
    free = make_stuck(shift, "slow")
    await shift.owe("slow")
    shift.start()
    await shift.has_run("slow")
    asyncio.get_running_loop().call_later(0.05, free.set)
    await shift.stop(grace=2)
    assert await shift.jobs() == []


async def test_a_stop_hands_back_what_does_not_end(shift: Shift) -> None:
    make_stuck(shift, "slow")
    await shift.owe("slow")
    shift.start()
    await shift.has_run("slow")
    await shift.stop(grace=0.05)
    job = await shift.only("waiting")
    assert (job.tries, job.error) == (0, "")


async def test_nothing_is_begun_after_a_stop(database_url: str, clock: TurnedClock) -> None:
    """The stop comes while a job is being taken: it is given back, and not begun beside that."""
    loop = asyncio.get_running_loop()
    commits: list[str] = []
    stops: list[asyncio.Task[None]] = []

    async def begin_stop() -> None:
        stops.append(asyncio.create_task(shift.worker.stop()))
        await asyncio.sleep(0)

    def gate(point: str) -> None:
        if point == "before commit":
            commits.append(point)
            if len(commits) == 3:  # the job was put; what was taken is given back; now the job is taken
                asyncio.run_coroutine_threadsafe(begin_stop(), loop).result(5)

    store = Store(Database(database_url, gate))
    shift = Shift(store, clock)
    shift.works("kind")
    await shift.owe("kind")
    shift.start()
    await soon(lambda: stops)
    await stops[0]
    await settle()
    assert shift.ran == []
    assert [it.status for it in await shift.jobs()] == ["waiting"]
    await store.database.close()
