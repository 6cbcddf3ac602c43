"""Statements that both dialects know under different names, built once: building costs more than running."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, case, text
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import fact, inbox, job


def dialect_of(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgresql


@cache
def put_job(dialect: Any, soonest: bool) -> Any:
    """An equal waiting job is moved: to the earlier of the two moments, or to the new one."""
    columns = (
        "kind", "lane", "key", "line", "lead_id", "data", "status", "priority", "run_at", "cause", "created_at",
    )  # fmt: skip
    adding = _insert(dialect, job, columns)
    proposed = adding.excluded.run_at
    run_at = case((job.c.run_at < proposed, job.c.run_at), else_=proposed) if soonest else proposed
    return adding.on_conflict_do_update(
        index_elements=["key"],
        index_where=text("status = 'waiting'"),
        set_={"run_at": run_at, "data": adding.excluded.data, "cause": adding.excluded.cause},
    )


@cache
def keep_request(dialect: Any) -> Any:
    columns = ("source", "delivery", "received_at", "request", "body")
    return _insert(dialect, inbox, columns).on_conflict_do_nothing().returning(inbox.c.id)


@cache
def tell_fact(dialect: Any) -> Any:
    return _insert(dialect, fact, ("lead_id", "fact")).on_conflict_do_nothing()


@cache
def replace_row(dialect: Any, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    """Insert, or overwrite the row of the same keys."""
    adding = _insert(dialect, table, columns)
    changed = {name: adding.excluded[name] for name in columns if name not in keys}
    return adding.on_conflict_do_update(index_elements=list(keys), set_=changed)


def _insert(dialect: Any, table: Table, columns: tuple[str, ...]) -> Any:
    return dialect.insert(table).values({name: bindparam(name) for name in columns})
