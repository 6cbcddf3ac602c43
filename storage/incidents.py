"""Troubles that last: one row a cause, counted up, closed when it is over."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.tables import incident
from storage.upserts import replacing

OVER = timedelta(minutes=2)  # after so long without it the next failure is a new incident, with a card of its own


@dataclass(frozen=True, slots=True)
class Incident:
    cause: str
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    count: int
    sample: str


def write_incident(it: Incident) -> dict[str, Any]:
    """As a job carries it whose row stands for a later one by now."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(it).items()}


def read_incident(written: Mapping[str, Any]) -> Incident:
    """The other way round."""
    moments = {name: datetime.fromisoformat(written[name]) for name in ("opened_at", "last_at", "closed_at")}
    return Incident(**{**written, **moments})


class Incidents:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, cause: str, sample: str, at: datetime) -> Incident | None:
        """Count one more failure. What was closed a moment ago goes on.

        Returns the former incident when the row stands for a new one from now on.
        """
        known = self.find(cause)
        fresh = known is None or (known.closed_at is not None and at - known.closed_at > OVER)
        row: dict[str, Any] = {
            "cause": cause,
            "opened_at": at if fresh or known is None else known.opened_at,
            "last_at": at,
            "closed_at": None,
            "count": 1 if fresh or known is None else known.count + 1,
            "sample": sample[:500],
        }
        replacing(incident, ("cause",), tuple(row)).run(self._db, row)
        return known if fresh else None

    def close(self, cause: str, at: datetime) -> bool:
        """True when it was open."""
        open_ = incident.c.closed_at.is_(None)
        return (
            self._db.execute(update(incident).where(incident.c.cause == cause, open_).values(closed_at=at)).rowcount
            == 1
        )

    def find(self, cause: str) -> Incident | None:
        row = self._db.execute(select(incident).where(incident.c.cause == cause)).one_or_none()
        return _incident(row) if row else None

    def open(self) -> list[Incident]:
        rows = self._db.execute(select(incident).where(incident.c.closed_at.is_(None)).order_by(incident.c.opened_at))
        return [_incident(row) for row in rows]


def _incident(row: Row[Any]) -> Incident:
    return Incident(**row._mapping)  # a Row's own attribute `count` is a method
