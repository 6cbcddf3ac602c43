"""Statements that both dialects know under different names; ``dialect`` is its module."""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Table, Text, bindparam, case, exists, select, text
from sqlalchemy.dialects import sqlite

from storage.statements import Statement, bound, bound_rows
from storage.tables import fact, inbox, job, lead

OWED = (
    "kind", "lane", "key", "line", "lead_id", "data", "status", "priority", "run_at", "cause", "created_at",
)  # fmt: skip

KEPT = ("source", "delivery", "received_at", "request", "body")


@cache
def putting(count: int, soonest: bool) -> Statement:
    """An equal waiting job is moved: to the earlier of the two moments, or to the new one."""
    return Statement(lambda dialect: _put_jobs(dialect, count, soonest))


def _put_jobs(dialect: Any, count: int, soonest: bool) -> Any:
    adding = dialect.insert(job).values(bound_rows(job, OWED, count))
    proposed = adding.excluded.run_at
    run_at = case((job.c.run_at < proposed, job.c.run_at), else_=proposed) if soonest else proposed
    return adding.on_conflict_do_update(
        index_elements=["key"],
        index_where=text("status = 'waiting'"),
        set_={"run_at": run_at, "data": adding.excluded.data, "cause": adding.excluded.cause},
    )


@cache
def keeping(count: int) -> Statement:
    """So many requests; returns the numbers of those that were not known."""
    return Statement(lambda dialect: _keep_requests(dialect, count))


def _keep_requests(dialect: Any, count: int) -> Any:
    adding = dialect.insert(inbox).values(bound_rows(inbox, KEPT, count))
    return adding.on_conflict_do_nothing().returning(inbox.c.id)


def look_up_ref(dialect: Any) -> Any:
    """The lead that has ``wanted`` in progress, and the number of the last lead or, on PostgreSQL, of the next.

    SQLite has one writer, who keeps the number by using it in the same transaction.
    """
    last = "(SELECT seq FROM sqlite_sequence WHERE name = 'lead')"
    free = f"coalesce({last}, 0) + 1" if dialect is sqlite else "nextval(pg_get_serial_sequence('lead', 'id'))"
    active = select(lead.c.id).where(lead.c.active_ref == bindparam("wanted")).scalar_subquery()
    return select(active, text(free))


def tell_fact(dialect: Any) -> Any:
    """Of a lead that is there, so that whoever may not know it asks with this alone."""
    told = select(bindparam("lead_id", type_=BigInteger), bindparam("fact", type_=Text))
    there = exists().where(lead.c.id == bindparam("lead_id"))
    return dialect.insert(fact).from_select(["lead_id", "fact"], told.where(there)).on_conflict_do_nothing()


@cache
def replacing(table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Statement:
    """Insert, or overwrite the row of the same keys."""
    return Statement(lambda dialect: _replace(dialect, table, keys, columns))


def _replace(dialect: Any, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    adding = _insert(dialect, table, columns)
    changed = {name: adding.excluded[name] for name in columns if name not in keys}
    return adding.on_conflict_do_update(index_elements=list(keys), set_=changed)


def _insert(dialect: Any, table: Table, columns: tuple[str, ...]) -> Any:
    return dialect.insert(table).values(bound(columns))
