"""The dead-letter list: jobs that were given up, looked at, dropped, or tried again without a rush (X-08).

A lead whose registration or call was given up is with people by then, and the job alone would find nothing to do. Such
a job becomes the wish to try the lead again, which goes through the process like anybody's press on *Retry*. So does
one of an order and its deal, whose refusal is on record, and one of a touch, whose failure is.
"""

import hashlib
from datetime import datetime, timedelta

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from desk.exchange.work import KEEP_DEAL, KEEP_ORDER, RETRY_PAIR
from desk.leads.books import Lane
from desk.leads.model import LeadStatus, Person
from desk.leads.work import PLACE_CALL, REGISTER, RETRY_LEAD
from desk.tracking.work import HANDLE_TOUCH, RETRY_TOUCH
from storage.columns import EPOCH, MICROSECOND
from storage.jobs import FAILED, LEFT, SEEN, WAITING, Job, Jobs, read_job
from storage.tables import job, lead

STOPS_A_LEAD = (REGISTER, PLACE_CALL)
STOPS_A_PAIR = (KEEP_DEAL, KEEP_ORDER)
DEAD = and_(LEFT, job.c.status == FAILED)
other = job.alias("other")


class DeadLetters:
    def __init__(self, connection: Connection, jobs: Jobs) -> None:
        self._db = connection
        self._jobs = jobs

    def newest(self, limit: int) -> list[Job]:
        """By the moment of the last try."""
        found = SEEN.where(DEAD).order_by(job.c.run_at.desc(), job.c.id.desc()).limit(limit)
        return [read_job(row) for row in self._db.execute(found)]

    def find(self, job_id: int) -> Job | None:
        row = self._db.execute(SEEN.where(DEAD, job.c.id == job_id)).one_or_none()
        return read_job(row) if row else None

    def count(self) -> int:
        return int(self._db.execute(select(func.count()).select_from(job).where(DEAD)).scalar_one())

    def stamp(self) -> str:
        """Changes whenever the list does: what was looked at is what is dropped."""
        numbers = self._db.execute(select(job.c.id).where(DEAD).order_by(job.c.id)).scalars()
        return hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()[:12]

    def forget(self, key: str) -> None:
        """A given-up job that another way was found for."""
        self._db.execute(delete(job).where(DEAD, job.c.key == key))

    def drop_all(self) -> int:
        return int(self._db.execute(delete(job).where(DEAD)).rowcount)

    def revive(self, by: Person, now: datetime, pace: timedelta, job_id: int | None = None) -> dict[str, int]:
        """Try all of them again, or the one: of each lane the first now, then one every ``pace``.

        Returns how many, by lane; where an equal job waits already, that one stands for both.
        """
        chosen = DEAD if job_id is None else and_(DEAD, job.c.id == job_id)
        self._ask_for_leads(by, chosen)
        self._ask_for_pairs(by, chosen)
        self._ask_for_touches(by, chosen)
        self._drop_twins(chosen)
        counted = select(job.c.lane, func.count()).where(chosen).group_by(job.c.lane)
        counts = {lane: int(number) for lane, number in self._db.execute(counted)}
        self._spread(now, pace, chosen)
        self._jobs.grown = True
        return counts

    def _ask_for_leads(self, by: Person, chosen: ColumnElement[bool]) -> None:
        """Only for leads that wait for somebody: whoever has one decides for themselves."""
        free = select(lead.c.id).where(lead.c.status == LeadStatus.MANUAL.value, lead.c.assignee_id.is_(None))
        stopped = (job.c.kind.in_(STOPS_A_LEAD), job.c.lead_id.in_(free))
        wish = {
            "kind": RETRY_LEAD,
            "lane": Lane.DESK.value,
            "key": literal(f"{RETRY_LEAD}:") + cast(job.c.lead_id, String),
            "line": None,
            "data": orjson.dumps({"by": by.id, "name": by.name}),
        }
        self._db.execute(update(job).where(chosen, *stopped).values(**wish))

    def _ask_for_pairs(self, by: Person, chosen: ColumnElement[bool]) -> None:
        """The number of the pair stays at the end of the key."""
        key = func.replace(func.replace(job.c.key, KEEP_DEAL, RETRY_PAIR), KEEP_ORDER, RETRY_PAIR)
        data = orjson.dumps({"name": by.name})
        wish = {"kind": RETRY_PAIR, "lane": Lane.DESK.value, "key": key, "line": None, "data": data}
        self._db.execute(update(job).where(chosen, job.c.kind.in_(STOPS_A_PAIR)).values(**wish))

    def _ask_for_touches(self, by: Person, chosen: ColumnElement[bool]) -> None:
        """The number of the case stays at the end of the key."""
        key, data = func.replace(job.c.key, HANDLE_TOUCH, RETRY_TOUCH), orjson.dumps({"name": by.name})
        wish = {"kind": RETRY_TOUCH, "lane": Lane.DESK.value, "key": key, "line": None, "data": data}
        self._db.execute(update(job).where(chosen, job.c.kind == HANDLE_TOUCH).values(**wish))

    def _drop_twins(self, chosen: ColumnElement[bool]) -> None:
        """Of several with one key the newest is left; none where one waits."""
        newer = and_(other.c.status == FAILED, other.c.id > job.c.id)
        twin = select(other.c.id).where(other.c.key == job.c.key, or_(other.c.status == WAITING, newer)).exists()
        self._db.execute(delete(job).where(chosen, twin))

    def _spread(self, now: datetime, pace: timedelta, chosen: ColumnElement[bool]) -> None:
        """Their error is forgotten: what waits for its next try is hastened as soon as its neighbour is well again,
        and all of it would go out at once."""
        place = func.row_number().over(partition_by=job.c.lane, order_by=job.c.id)
        ranked = select(job.c.id, place.label("place")).where(chosen).subquery("ranked")
        first, step = literal((now - EPOCH) // MICROSECOND, BigInteger), literal(pace // MICROSECOND, BigInteger)
        back = {"status": WAITING, "tries": 0, "error": "", "run_at": first + (ranked.c.place - 1) * step}
        self._db.execute(update(job).where(job.c.id == ranked.c.id).values(**back))
