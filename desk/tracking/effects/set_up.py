"""Sets the connection up, step by step (CR-03 to CR-08). Every step may be taken twice, so a restart takes it again."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.errors import Conflict, DeskError, Rejected, Temporary, Unknown
from desk.leads.books import Store
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.ports import Clock
from desk.tracking.books import Books
from desk.tracking.connecting import keep_connection, load_connection
from desk.tracking.connection import TIMEOUT, Connection, Keys, Step, advance, begin, fail, stumble
from desk.tracking.filling import LABELS
from desk.tracking.ports import Tracker, TrackingCrm
from desk.tracking.work import end_set_up, show_connection

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(seconds=30)
OVER = "it is over"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both, asked with the keys that are tried."""

    crm: TrackingCrm
    tracker: Tracker


@dataclass(frozen=True, slots=True)
class SetUp:
    """``meet``: a line to both sides for as long as they are asked. ``limit``: CR-05."""

    store: Store
    clock: Clock
    meet: Callable[[Keys], AbstractAsyncContextManager[Sides]]
    limit: Callable[[], timedelta]

    async def __call__(self) -> Outcome:
        """How it ended is kept together with the notice that is owed of it, so there is one of each."""
        it = await self.store.read(load_connection)
        if it is None or not it.under_way:
            return Done(OVER)
        try:
            if it.begun is None:
                it = await self._keep(begin(it, self.clock.now()))
            if it.is_late(self.clock.now(), self.limit()):
                await self._keep(fail(it, TIMEOUT))
                return Done(TIMEOUT)
            async with self.meet(it.keys) as sides:
                return await self._go_on(it, sides)
        except Conflict as error:
            return Done(error.reason)

    async def end(self, at: datetime) -> Outcome:
        """What was asked for then has had its time, even if it still waits for an answer (CR-05)."""
        it = await self.store.read(load_connection)
        if it is None or it.at != at or not it.under_way:
            return Done(OVER)
        if not it.is_late(self.clock.now(), self.limit()):
            return Again(self._deadline(it), "its time is not up yet")
        try:
            await self._keep(fail(it, TIMEOUT))
        except Conflict as error:
            return Done(error.reason)
        return Done(TIMEOUT)

    async def _go_on(self, it: Connection, sides: Sides) -> Outcome:
        """What is down is tried again until time is up; what is refused is over at once (CR-81, CR-07)."""
        while it.under_way:
            try:
                await _take(it.step, sides)
            except (Temporary, Unknown) as error:
                it = await self._keep(stumble(it, error.reason))
                return Again(self._next_try(it), error.reason)
            except DeskError as error:
                await self._keep(fail(it, error.reason))
                return Done(error.reason)
            it = await self._keep(advance(it))
        return Done()

    def _next_try(self, it: Connection) -> datetime:
        """A pause that doubles, and not longer than there is time."""
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(it.tries - 1, 10), LONGEST_PAUSE)
        return min(self.clock.now() + pause, self._deadline(it))

    def _deadline(self, it: Connection) -> datetime:
        return (it.begun or self.clock.now()) + self.limit()

    async def _keep(self, it: Connection) -> Connection:
        """Raises Conflict when something else was wished for meanwhile, or its time is up."""

        def work(books: Books) -> None:
            present, now = load_connection(books), self.clock.now()
            if present is None or present.at != it.at or not present.under_way:
                raise Conflict("it is over, or something else is wished for")
            keep_connection(books, it, now)
            books.jobs.put(show_connection(it, now))
            if present.begun is None:
                books.jobs.put(end_set_up(it, self._deadline(it)))

        await self.store.write(work)
        return it


def _take(step: Step, sides: Sides) -> Awaitable[None]:
    match step:
        case Step.KEY:
            return sides.crm.authorise()
        case Step.TRACKER:
            return _ask_tracker(sides.tracker)
        case Step.FIELDS:
            return _make_fields(sides.crm)
        case Step.REFERENCES:
            return _read_references(sides.crm)


async def _ask_tracker(tracker: Tracker) -> None:
    health = await tracker.check()
    if not health.ok:
        raise Rejected(health.detail)


async def _make_fields(crm: TrackingCrm) -> None:
    await crm.make_fields(LABELS)


async def _read_references(crm: TrackingCrm) -> None:
    """Without a store and a status no order could be made (CR-40, CR-41)."""
    known = await crm.references(anew=True)
    if not known.sites or not known.statuses:
        raise Rejected("the key opens no store of the CRM, or no status of orders")
