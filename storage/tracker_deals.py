"""Orders of the CRM and what the call tracker was told of them."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select, update

from desk.errors import NotFound
from desk.tracking.export import Export
from desk.values import replace
from storage.tracking_tables import tracker_deal

EXPORT = TypeAdapter(Export)
MADE, LINKED, UNLINKED = "made", "linked", "unlinked"


class TrackerDeals:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, order_id: str) -> Export | None:
        found = self._some(_rows().where(tracker_deal.c.order_id == order_id))
        return found[0] if found else None

    def load(self, export_id: int) -> Export:
        """Raises NotFound."""
        found = self._some(_rows().where(tracker_deal.c.id == export_id))
        if not found:
            raise NotFound(f"there is no tracked order with the number {export_id} here")
        return found[0]

    def add(self, export: Export, now: datetime, delay: timedelta) -> Export:
        """The export with its number."""
        row = {"order_id": export.order_id, **_row(export, now, delay)}
        number = self._db.execute(insert(tracker_deal).values(row).returning(tracker_deal.c.id)).scalar_one()
        return replace(export, id=int(number))

    def save(self, export: Export, now: datetime, delay: timedelta) -> None:
        """``delay`` is that of updates."""
        row = _row(export, now, delay)
        self._db.execute(update(tracker_deal).where(tracker_deal.c.id == export.id).values(row))

    def due(self, now: datetime, limit: int) -> list[Export]:
        """The longest due first."""
        column = tracker_deal.c.due_at
        return self._some(_rows().where(column <= now).order_by(column, tracker_deal.c.id).limit(limit))

    def next_due(self) -> datetime | None:
        column = tracker_deal.c.due_at
        found = select(column).where(column.is_not(None)).order_by(column).limit(1)
        return self._db.execute(found).scalar_one_or_none()

    def unbound(self, since: datetime, limit: int) -> list[Export]:
        """Deals that were made since then, and of which nobody knows whom they belong to; the oldest first."""
        made = _rows().where(tracker_deal.c.state == MADE, tracker_deal.c.changed_at >= since)
        found = self._some(made.order_by(tracker_deal.c.id).limit(limit))
        return [it for it in found if it.made_at and it.made_at >= since]

    def latest(self, limit: int, before: int | None = None, state: str = "") -> list[Export]:
        """The newest first; ``before``: those with smaller numbers. ``state``: of one alone."""
        found = _rows().order_by(tracker_deal.c.id.desc()).limit(limit)
        found = found if before is None else found.where(tracker_deal.c.id < before)
        return self._some(found.where(tracker_deal.c.state == state) if state else found)

    def counts(self) -> dict[str, int]:
        """By state: unmade, made (whom they belong to is not known yet), linked, unlinked, refused, gone."""
        rows = self._db.execute(select(tracker_deal.c.state, func.count()).group_by(tracker_deal.c.state))
        return {state: int(count) for state, count in rows}

    def _some(self, found: Any) -> list[Export]:
        return [replace(EXPORT.validate_json(row.body), id=row.id) for row in self._db.execute(found)]


def _rows() -> Any:
    return select(tracker_deal.c.id, tracker_deal.c.body)


def _row(export: Export, now: datetime, delay: timedelta) -> dict[str, Any]:
    owed = export.owed(delay)
    return {
        "state": _state(export),
        "due_at": owed[1] if owed else None,
        "changed_at": now,
        "body": EXPORT.dump_json(export),
    }


def _state(export: Export) -> str:
    if export.gone:
        return "gone"
    if export.refusal:
        return "refused"
    if export.made_at is None:
        return "unmade"
    return MADE if export.bound is None else LINKED if export.bound.kind else UNLINKED
