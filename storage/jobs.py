"""The embedded job engine: effects owed, in the same file and the same transaction as the facts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, Row, bindparam, delete, exists, func, select, type_coerce, update

from desk.leads.books import NewJob
from storage.columns import moment
from storage.statements import Statement, spread
from storage.tables import job, lead
from storage.turns import COLUMNS, next_turn, take_turns
from storage.upserts import putting

WAITING, TAKEN, FAILED = "waiting", "taken", "failed"
LEFT = job.c.status != WAITING  # few of them, and an index of their own
twin_of = job.alias("twin")

TAKE = Statement(lambda _: take_turns())
NEXT = Statement(lambda _: next_turn())
FINISH = Statement(lambda _: delete(job).where(job.c.id == bindparam("job_id")))


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a worker sees it. ``tries`` counts the failures that used one up."""

    id: int
    kind: str
    lane: str
    key: str
    lead_id: int | None
    data: dict[str, Any]
    run_at: datetime
    tries: int
    cause: str
    status: str = TAKEN
    error: str = ""


class Jobs:
    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self.grown = False  # whoever commits wakes the worker

    def put(self, *new: NewJob) -> None:
        """Owe it. An equal job that is still waiting is moved instead of doubled."""
        for soonest in (True, False):
            rows = {job.key: _row(job) for job in new if job.soonest is soonest}
            if rows:
                self.grown = True
                putting(len(rows), soonest).run(self._db, spread(list(rows.values())))

    def cancel(self, key: str) -> None:
        self._db.execute(delete(job).where(job.c.key == key, job.c.status == WAITING))

    def take(self, lane: str, now: datetime, limit: int, lease: timedelta) -> list[Job]:
        """Take due jobs under a lease; a job waits behind an earlier one of its line."""
        asked = {"lane": lane, "now": now, "most": limit, "leased_until": now + lease}
        taken = [_job(row) for row in TAKE.rows(self._db, asked)]
        return sorted(taken, key=lambda it: (it.run_at, it.id))

    def finish(self, *job_ids: int) -> None:
        for job_id in job_ids:
            FINISH.run(self._db, {"job_id": job_id})

    def again(self, it: Job, at: datetime, *, tries: int, error: str) -> None:
        """Back to waiting; where an equal job came meanwhile, that one stands for both."""
        twin = exists().where(twin_of.c.key == it.key, twin_of.c.status == WAITING)
        back = (
            update(job)
            .where(job.c.id == it.id, ~twin)
            .values(status=WAITING, run_at=at, tries=tries, error=error, leased_until=None)
        )
        if self._db.execute(back).rowcount == 0:
            self.finish(it.id)

    def fail(self, job_id: int, error: str, tries: int) -> None:
        """Given up: onto the dead-letter list."""
        gone = {"status": FAILED, "error": error, "tries": tries, "leased_until": None}
        self._db.execute(update(job).where(job.c.id == job_id).values(gone))

    def release(self, now: datetime | None = None, running: Collection[int] = ()) -> int:
        """Give back what is taken: all of it at start-up, or only leases that ran out before ``now``.

        Jobs that are ``running`` keep theirs.
        """
        lost = [LEFT, job.c.status == TAKEN, *([] if now is None else [job.c.leased_until < now])]
        rows = [row for row in self._db.execute(SEEN.where(*lost)) if row.id not in running]
        for row in rows:
            it = read_job(row)
            self.again(it, it.run_at, tries=it.tries, error=it.error)
        return len(rows)

    def next_due(self, now: datetime) -> datetime | None:
        """The earliest moment after ``now`` at which a waiting job wants to run.

        Jobs that are due and were not taken wait for a free place or for their line: what frees them
        wakes the worker, no clock does.
        """
        found = NEXT.row(self._db, {"now": now})
        return moment(found[0]) if found and found[0] is not None else None

    def hasten(self, lane: str, now: datetime) -> None:
        """What failed in this lane and waits for its next try need not wait any longer."""
        waits = (job.c.lane == lane, job.c.status == WAITING, job.c.run_at > now, job.c.error != "")
        if self._db.execute(update(job).where(*waits).values(run_at=now)).rowcount:
            self.grown = True

    def retime(self, step: timedelta, but: Collection[str]) -> None:
        """Every waiting job, except those of the kinds ``but``, this much later."""
        later = type_coerce(job.c.run_at, BigInteger) + step // timedelta(microseconds=1)
        self._db.execute(update(job).where(job.c.status == WAITING, job.c.kind.not_in(but)).values(run_at=later))
        self.grown = True

    def held(self, note: str) -> dict[str, int]:
        """How many of each kind wait with this note."""
        rows = select(job.c.kind, func.count()).where(job.c.status == WAITING, job.c.error == note)
        return {kind: int(count) for kind, count in self._db.execute(rows.group_by(job.c.kind))}

    def let_go(self, kind: str, note: str, now: datetime, limit: int) -> int:
        """Those that wait with this note, the oldest first, need not wait any longer. Returns how many."""
        waits = (job.c.status == WAITING, job.c.kind == kind, job.c.error == note, job.c.run_at > now)
        oldest = select(job.c.id).where(*waits).order_by(job.c.id).limit(limit)
        moved = self._db.execute(update(job).where(job.c.id.in_(oldest.scalar_subquery())).values(run_at=now)).rowcount
        self.grown = self.grown or bool(moved)
        return int(moved)

    def hasten_source(self, source: str, kinds: Sequence[str], now: datetime, pace: timedelta) -> None:
        """What waits for no failure of its own, about leads of one source: the first now, one more every ``pace``."""
        waits = (job.c.status == WAITING, job.c.kind.in_(kinds), job.c.run_at > now, job.c.error == "")
        found = select(job.c.id).join(lead, lead.c.id == job.c.lead_id).where(*waits, lead.c.source == source)
        for place, job_id in enumerate(self._db.execute(found.order_by(job.c.run_at, job.c.id)).scalars().all()):
            self._db.execute(update(job).where(job.c.id == job_id).values(run_at=now + pace * place))
            self.grown = True

    def listed(self, statuses: Sequence[str] = (), limit: int = 200) -> list[Job]:
        found = SEEN.order_by(job.c.run_at, job.c.id).limit(limit)
        if statuses:
            found = found.where(job.c.status.in_(statuses))
        if statuses and WAITING not in statuses:
            found = found.where(LEFT)
        return [read_job(row) for row in self._db.execute(found)]

    def revive(self, job_id: int, now: datetime) -> bool:
        """Try a failed job again, with all its tries; False when there is no such failed job."""
        row = self._db.execute(SEEN.where(job.c.id == job_id, job.c.status == FAILED)).one_or_none()
        if row is None:
            return False
        self.grown = True
        it = read_job(row)
        self.again(it, now, tries=0, error=it.error)
        return True

    def drop(self, job_id: int) -> bool:
        return self._db.execute(delete(job).where(job.c.id == job_id, job.c.status == FAILED)).rowcount == 1

    def knows(self, key: str) -> bool:
        """Whether such a job is waiting, taken, or given up and shown to people."""
        return self._db.execute(select(job.c.id).where(job.c.key == key).limit(1)).first() is not None

    def waits(self, key: str) -> bool:
        """Whether such a job waits; one that is taken does not."""
        return self._db.execute(select(job.c.id).where(job.c.key == key, job.c.status == WAITING)).first() is not None

    def count(self) -> dict[tuple[str, str], int]:
        rows = self._db.execute(select(job.c.lane, job.c.status, func.count()).group_by(job.c.lane, job.c.status))
        return {(lane, status): int(number) for lane, status, number in rows}


def _row(new: NewJob) -> dict[str, Any]:
    return {
        "kind": new.kind, "lane": new.lane.value, "key": new.key, "line": new.line, "lead_id": new.lead_id,
        "data": orjson.dumps(dict(new.data)), "status": WAITING, "priority": int(new.priority),
        "run_at": new.run_at, "cause": new.cause, "created_at": new.run_at,
    }  # fmt: skip


SEEN = select(*(job.c[name] for name in COLUMNS))


def read_job(row: Row[Any]) -> Job:
    """A row as SQLAlchemy gives it: moments are moments."""
    values = row._asdict()
    return Job(**values | {"data": orjson.loads(values["data"])})


def _job(row: tuple[Any, ...]) -> Job:
    """A row as the driver gives it, in the order of ``COLUMNS``."""
    values = dict(zip(COLUMNS, row, strict=True))
    return Job(**values | {"data": orjson.loads(values["data"]), "run_at": moment(values["run_at"])})
