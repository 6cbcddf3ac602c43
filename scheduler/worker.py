"""The worker: takes due jobs lane by lane, runs them, and says what becomes of each."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from desk.errors import DeskError, Ignored, NotFound, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.effects.outcome import Again
from desk.ports import Clock
from scheduler.handlers import Handler
from scheduler.retry import RetryPolicy
from storage.books import Books, Store
from storage.jobs import Job

LEASE = timedelta(minutes=5)
LONGEST_NAP = 2.0  # real seconds: by then a jump of the clock and jobs put in by another process are noticed
BREATH = 0.05  # real seconds between two looks for jobs while many orders wait at the door
SETTLE = 15.0  # seconds: a neighbour may still be at work on a request whose answer was lost
log = structlog.get_logger("worker")


class Watcher(Protocol):
    """Hears how jobs end, per lane: the source of incident cards and metrics."""

    async def failed(self, job: Job, error: DeskError) -> None: ...
    async def succeeded(self, job: Job) -> None: ...
    def done(self, job: Job, late: timedelta) -> None: ...


class Worker:
    """``lanes`` says how many jobs of a lane run at once; ``paused`` names lanes that wait.

    While it is ``crowded`` each lane runs one job at a time: orders and presses that wait are taken in first, and
    neighbours would not take the effects of a flood any faster.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        handlers: Mapping[str, Handler],
        lanes: Mapping[str, int],
        policy: RetryPolicy,
        watcher: Watcher,
        paused: Callable[[], frozenset[str]] = frozenset,
        crowded: Callable[[], bool] = bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._lanes = lanes
        self._policy = policy
        self._watcher = watcher
        self._paused = paused
        self._crowded = crowded
        self._dice = random.Random()  # noqa: S311 - jitter
        self._running: dict[asyncio.Task[None], Job] = {}
        self._ended: list[int] = []  # done, and still to be struck off: with the next jobs that are taken
        self._fresh = True  # what an earlier process had taken is still to be given back
        self._nudged = asyncio.Event()
        self._stopping = asyncio.Event()
        self.beat: float = 0.0

    def running(self) -> frozenset[int]:
        """The jobs under way, by number."""
        return frozenset(job.id for job in self._running.values())

    def nudge(self) -> None:
        """New work may be waiting. Safe to call from the loop at any time."""
        self._nudged.set()

    async def run(self) -> None:
        """Work until ``stop``. What an earlier process had taken is given back first."""
        while not self._stopping.is_set():
            self.beat = self._clock.monotonic()
            self._nudged.clear()
            crowded = self._crowded()
            try:
                await self._begin()
                taken, next_due = await self._take(crowded)
            except Temporary as error:  # the database is locked or full: it tells by itself when it is not
                log.warning("jobs cannot be taken", reason=error.reason)
                await asyncio.sleep(1)
                continue
            if self._stopping.is_set():  # stopped while they were being taken: ``stop`` gives them back
                return
            for job in taken:
                self._start(job)
            if crowded:
                await asyncio.sleep(BREATH)
            await self._rest(next_due)  # every lane is full or has nothing due: whatever changes that, nudges

    async def stop(self, grace: float = 8.0) -> None:
        """Take no more, let what runs end within ``grace`` seconds, and give the rest back."""
        self._stopping.set()
        self.nudge()
        if self._running:
            _done, late = await asyncio.wait(self._running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

        def give_back(books: Books) -> None:
            books.jobs.finish(*self._ended)
            books.jobs.release()

        try:
            await self._store.write(give_back)
        except Temporary as error:  # the next start gives them back
            log.warning("jobs could not be given back", reason=error.reason)

    async def _begin(self) -> None:
        if self._fresh:
            await self._store.write(lambda books: books.jobs.release())
            self._fresh = False

    async def _take(self, crowded: bool) -> tuple[list[Job], datetime | None]:
        now = self._clock.now()
        busy = Counter(job.lane for job in self._running.values())
        paused = self._paused()
        room = {lane: (1 if crowded else most) - busy[lane] for lane, most in self._lanes.items() if lane not in paused}
        ended, self._ended = self._ended, []

        def work(books: Books) -> tuple[list[Job], datetime | None]:
            books.jobs.finish(*ended)
            taken = [job for lane, free in room.items() if free > 0 for job in books.jobs.take(lane, now, free, LEASE)]
            return taken, books.jobs.next_due(now)

        try:
            return await self._store.write(work)
        except Temporary:
            self._ended += ended
            raise

    async def _rest(self, next_due: datetime | None) -> None:
        if self._nudged.is_set():
            return
        left = (next_due - self._clock.now()).total_seconds() if next_due else 3600
        timer = asyncio.ensure_future(self._clock.sleep(max(0.0, left)))
        nudge = asyncio.ensure_future(self._nudged.wait())
        await asyncio.wait((timer, nudge), return_when=asyncio.FIRST_COMPLETED, timeout=LONGEST_NAP)
        for task in (timer, nudge):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._work(job), name=f"{job.kind}:{job.id}")
        self._running[task] = job
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self.nudge()
        if not task.cancelled() and (error := task.exception()):
            log.error("a job was left as it is; its lease will run out", error=str(error))

    async def _work(self, job: Job) -> None:
        handler = self._handlers.get(job.kind)
        if handler is None:
            await self._fail(job, Rejected(f"nobody here knows the job {job.kind}"), None)
            return
        try:
            outcome = await handler.run(job)
        except Unauthorised as error:
            await self._park(job, error)
        except (Temporary, Unknown) as error:
            await self._postpone(job, error, handler)
        except (Ignored, NotFound):
            self._ended.append(job.id)
        except DeskError as error:
            await self._fail(job, error, None)
        except Exception as error:
            log.exception("a job broke", kind=job.kind, job=job.id)
            await self._postpone(job, Temporary(f"{type(error).__name__}: {error}"), handler)
        else:
            if isinstance(outcome, Again):
                again = outcome
                await self._store.write(
                    lambda books: books.jobs.again(job, again.at, tries=job.tries, error=again.note)
                )
            else:
                self._ended.append(job.id)
            self._watcher.done(job, self._clock.now() - job.run_at)
            if not isinstance(outcome, Again) and outcome.trouble:
                await self._watcher.failed(job, outcome.trouble)
            if not outcome.note:  # who was not asked has not shown to be well
                await self._watcher.succeeded(job)

    async def _park(self, job: Job, error: DeskError) -> None:
        """Credentials are refused: the job waits, uses up no try, and is hastened when somebody has mended them."""
        at = self._clock.now() + self._policy.longest_pause
        await self._store.write(lambda books: books.jobs.again(job, at, tries=job.tries, error=str(error)))
        log.warning("a job waits for credentials", kind=job.kind, job=job.id, reason=str(error))
        await self._watcher.failed(job, error)

    async def _postpone(self, job: Job, error: DeskError, handler: Handler) -> None:
        policy = handler.policy or self._policy
        blameless = isinstance(error, Temporary) and error.blameless
        tries = job.tries if blameless else job.tries + 1
        if handler.tireless:
            tries = min(tries, policy.attempts - 1)
        if tries >= policy.attempts:
            await self._fail(job, error, handler)
            return
        after = error.retry_after if isinstance(error, Temporary) else SETTLE if isinstance(error, Unknown) else None
        at = self._clock.now() + policy.pause(max(tries, 1), after, self._dice)
        await self._store.write(lambda books: books.jobs.again(job, at, tries=tries, error=str(error)))
        log.warning("a job is tried again", kind=job.kind, job=job.id, tries=tries, reason=str(error))
        await self._watcher.failed(job, error)

    async def _fail(self, job: Job, error: DeskError, handler: Handler | None) -> None:
        """A person first, the list second: killed between the two, the job comes back and finds nothing to do."""
        tries = job.tries + 1
        if handler:
            await handler.give_up(job, error.reason)
        await self._store.write(lambda books: books.jobs.fail(job.id, str(error), tries))
        log.error("a job is given up", kind=job.kind, job=job.id, reason=str(error))
        await self._watcher.failed(job, error)
