"""Whose turn is it: due jobs of a lane, the most urgent first, and the moment to look again.

Both are made of one look into the index for each priority: ordering a lane by priority first would walk over a
million timers that are not due to find the ten that are.
"""

from typing import Any

from sqlalchemy import (
    ClauseElement,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
    update,
)

from desk.leads.books import Lane, Priority
from storage.columns import Moment
from storage.tables import job

COLUMNS = ("id", "kind", "lane", "key", "lead_id", "data", "run_at", "tries", "cause", "status", "error")
IS_WAITING = text("job.status = 'waiting'")  # spelled as in the partial index: a parameter would not match it
NOW = bindparam("now", type_=Moment)
MOST = bindparam("most", type_=Integer)
earlier = job.alias("earlier")


def take_turns() -> ClauseElement:
    """Takes ``most`` due jobs of ``lane`` at ``now`` until ``leased_until``; returns ``COLUMNS``.

    A job waits behind an earlier one of its line.
    """
    turns = union_all(*(select(_turns(priority).subquery()) for priority in Priority)).subquery()
    chosen = select(turns.c.id).order_by(turns.c.priority.desc(), turns.c.run_at, turns.c.id).limit(MOST)
    taking = update(job).where(job.c.id.in_(chosen.scalar_subquery()))
    changed = taking.values(status="taken", leased_until=bindparam("leased_until", type_=Moment))
    return changed.returning(*(job.c[name] for name in COLUMNS))


def next_turn() -> Select[Any]:
    """The earliest ``run_at`` after ``now``; NULL where nothing is to come."""
    firsts = [
        select(func.min(job.c.run_at).label("at")).where(
            IS_WAITING, job.c.lane == lane.value, job.c.priority == int(priority), job.c.run_at > NOW
        )
        for lane in Lane
        for priority in Priority
    ]
    return select(func.min(union_all(*firsts).subquery().c["at"]))


def _turns(priority: Priority) -> Select[Any]:
    blocked = exists().where(earlier.c.line == job.c.line, earlier.c.id < job.c.id, earlier.c.status != "failed")
    due = select(job.c.id, job.c.priority, job.c.run_at).where(
        IS_WAITING,
        job.c.lane == bindparam("lane"),
        job.c.priority == int(priority),
        job.c.run_at <= NOW,
        or_(job.c.line.is_(None), ~blocked),
    )
    return due.order_by(job.c.run_at, job.c.id).limit(MOST)
