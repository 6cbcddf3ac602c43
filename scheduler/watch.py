"""Watches how jobs end: a neighbour that is down makes one living incident, not a message per failure."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client import Counter as Metric

from desk.errors import OUT_OF_ORDER, DeskError, Temporary, Unauthorised
from desk.leads.books import Lane, NewJob
from desk.leads.work import alarm_admins, refused_key
from desk.ports import Clock
from storage.books import Books, Store
from storage.incidents import Incident, write_incident
from storage.jobs import Job

SHOW_INCIDENT = "card.show_incident"
OUTSIDE = frozenset(lane.value for lane in Lane if lane not in (Lane.DESK, Lane.CHAT))
IN_A_ROW = 3  # failures of one lane before people are told
NO_KIN: Mapping[str, str] = {}
REFRESH = timedelta(seconds=10)  # an open incident's card counts up no faster


class Watch:
    """An incident opens after a few failures in a row, or at once when credentials are refused.

    ``kin``: lanes that lead to one neighbour with one key, by each other. Its refusal is told once, by whichever of
    them meets it first, and when that one is well again the other need not wait.
    """

    def __init__(
        self, store: Store, clock: Clock, registry: CollectorRegistry, kin: Mapping[str, str] = NO_KIN
    ) -> None:
        self._kin = kin
        self._store = store
        self._clock = clock
        self._row: Counter[str] = Counter()
        self._open: set[str] = set()
        self._said: dict[str, str] = {}  # what a neighbour itself last failed with
        self._ended = Metric(
            "ringdesk_jobs", "Jobs that ended, by lane and outcome", ["lane", "outcome"], registry=registry
        )
        self._late = Histogram(
            "ringdesk_job_lateness_seconds", "From due to done, by lane", ["lane"], registry=registry
        )

    async def load(self) -> None:
        """What was broken when the desk stopped is still broken until something succeeds."""
        self._open = {it.cause for it in await self._store.read(lambda books: books.incidents.open())}

    def done(self, job: Job, late: timedelta) -> None:
        self._ended.labels(job.lane, "done").inc()
        self._late.labels(job.lane).observe(max(0.0, late.total_seconds()))

    async def succeeded(self, job: Job) -> None:
        self._row[job.lane] = 0
        if job.lane in self._open:
            await self.close(job.lane)

    async def failed(self, job: Job, error: DeskError) -> None:
        self._ended.labels(job.lane, "failed").inc()
        if job.lane not in OUTSIDE or not isinstance(error, Temporary | Unauthorised):
            return
        if _is_pause(error) and job.lane not in self._open:
            return
        if isinstance(error, Unauthorised) and job.lane not in self._open and self._kin.get(job.lane) in self._open:
            return
        self._row[job.lane] += 1
        if error.code != OUT_OF_ORDER:
            self._said[job.lane] = error.reason
        if self._row[job.lane] >= IN_A_ROW or isinstance(error, Unauthorised) or job.lane in self._open:
            await self._add(job.lane, error)

    async def close(self, cause: str) -> None:
        """It works again."""
        self._open.discard(cause)
        self._row[cause] = 0
        now = self._clock.now()

        def work(books: Books) -> None:
            if books.incidents.close(cause, now):
                books.jobs.put(show_incident(cause, now))
                for lane in (cause, self._kin.get(cause, cause)):
                    books.jobs.hasten(lane, now)

        await self._store.write(work)

    async def _add(self, cause: str, error: DeskError) -> None:
        """Of refused credentials each admin hears besides: nobody else can renew them (S0-56)."""
        now = self._clock.now()
        fresh = cause not in self._open
        self._open.add(cause)

        def work(books: Books) -> None:
            report(books, cause, self._said.get(cause, error.reason), now, now if fresh else now + REFRESH)
            if isinstance(error, Unauthorised):
                books.jobs.put(alarm_admins(refused_key(cause), error.reason, now))

        await self._store.write(work)


def report(books: Books, cause: str, reason: str, now: datetime, shown_at: datetime, why: str = "an incident") -> None:
    """One more failure, and the card that shows it. A former incident has the last word on its own card first."""
    if former := books.incidents.add(cause, reason, now):
        books.jobs.put(show_former(former, shown_at))
    books.jobs.put(show_incident(cause, shown_at, why))


def show_former(incident: Incident, at: datetime) -> NewJob:
    """Its row stands for the next one by now, and its card may still be red."""
    line, written = f"{SHOW_INCIDENT}:{incident.cause}", write_incident(incident)
    data = {"cause": incident.cause, "former": written}
    return NewJob(SHOW_INCIDENT, Lane.CHAT, f"{line}:{written['opened_at']}", at, "it is over", line=line, data=data)


def _is_pause(error: DeskError) -> bool:
    """Nobody was asked, for politeness and not for a row of failures: no outage."""
    return isinstance(error, Temporary) and error.blameless and error.code != OUT_OF_ORDER


def show_incident(cause: str, at: datetime, why: str = "an incident") -> NewJob:
    """In line: of two that run side by side the older state could be shown last."""
    key = f"{SHOW_INCIDENT}:{cause}"
    return NewJob(SHOW_INCIDENT, Lane.CHAT, key, at, why, line=key, data={"cause": cause})
