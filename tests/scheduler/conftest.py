"""A worker and an inbox on a real database, with a clock that stands still."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.errors import DeskError
from desk.leads.books import Lane, NewJob
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.policy import Rules
from desk.leads.service import LeadService
from scheduler.handlers import Handler
from scheduler.retry import RetryPolicy
from scheduler.worker import Worker
from storage.books import Store
from storage.jobs import Job
from tests.clocks import TurnedClock, soon
from tests.desk.leads.conftest import make_rules

POLICY = RetryPolicy(timedelta(seconds=10), timedelta(minutes=5), attempts=3)
LANES = {"crm": 2, "calls": 2, "chat": 1}


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@dataclass
class Heard:
    """A watcher that remembers what it was told."""

    failures: list[tuple[str, DeskError]] = field(default_factory=list)
    successes: list[str] = field(default_factory=list)
    lateness: list[timedelta] = field(default_factory=list)

    async def failed(self, job: Job, error: DeskError) -> None:
        self.failures.append((job.key, error))

    async def succeeded(self, job: Job) -> None:
        self.successes.append(job.key)

    def done(self, job: Job, late: timedelta) -> None:
        self.lateness.append(late)


@dataclass
class Shift:
    """A worker at work. ``ran`` lists the keys of jobs in the order in which they were begun."""

    store: Store
    clock: TurnedClock
    heard: Heard = field(default_factory=Heard)
    handlers: dict[str, Handler] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    crowded: bool = False
    ran: list[str] = field(default_factory=list)
    given_up: list[tuple[str, str]] = field(default_factory=list)
    worker: Worker = field(init=False)
    task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.worker = Worker(
            self.store,
            self.clock,
            self.handlers,
            LANES,
            POLICY,
            self.heard,
            lambda: frozenset(self.paused),
            lambda: self.crowded,
        )
        self.store.on_jobs = self.worker.nudge

    def knows(self, kind: str, act: Callable[[Job], Awaitable[Outcome]]) -> None:
        async def run(job: Job) -> Outcome:
            self.ran.append(job.key)
            return await act(job)

        async def give_up(job: Job, error: str) -> None:
            self.given_up.append((job.key, error))

        self.handlers[kind] = Handler(run, give_up)

    def fails(self, kind: str, *errors: Exception) -> None:
        """The last of the errors is raised for ever; after ``None`` nothing is."""
        left = itertools.chain(errors, itertools.repeat(errors[-1]))

        async def act(_job: Job) -> Outcome:
            raise next(left)

        self.knows(kind, act)

    def works(self, kind: str, outcome: Outcome | None = None) -> None:
        async def act(_job: Job) -> Outcome:
            return outcome or Done()

        self.knows(kind, act)

    async def owe(self, kind: str, key: str = "", *, at: datetime | None = None, **more: Any) -> None:
        more.setdefault("lane", Lane.CRM)
        job = NewJob(kind, key=key or kind, run_at=at or self.clock.now(), cause="a test", **more)
        await self.store.write(lambda books: books.jobs.put(job))

    async def jobs(self, *statuses: str) -> list[Job]:
        return await self.store.read(lambda books: books.jobs.listed(statuses))

    async def only(self, status: str) -> Job:
        """The one job there is, when it stands as expected."""
        for _ in range(300):
            jobs = await self.jobs()
            if [it.status for it in jobs] == [status]:
                return jobs[0]
            await asyncio.sleep(0.01)
        raise AssertionError(f"{jobs} is not one {status} job")

    async def none_left(self) -> None:
        for _ in range(300):
            if not await self.jobs():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("jobs are left")

    def start(self) -> None:
        self.task = asyncio.create_task(self.worker.run())

    async def stop(self, grace: float = 1.0) -> None:
        await self.worker.stop(grace)
        if self.task:
            await asyncio.wait_for(self.task, 5)

    async def has_run(self, *keys: str) -> None:
        await soon(lambda: len(self.ran) >= len(keys))
        assert self.ran == list(keys)


@pytest.fixture
async def shift(store: Store, clock: TurnedClock) -> AsyncIterator[Shift]:
    shift = Shift(store, clock)
    yield shift
    await shift.stop(0.01)


def make_service(rules: Rules | None = None) -> LeadService:
    nonces = itertools.count(1)
    known = rules or make_rules()
    return LeadService(lambda: known, lambda: f"{next(nonces):08}", lambda _city: "", lambda _ip: None)
