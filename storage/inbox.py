"""Everything that came in, kept before it is understood. The insert itself decides whether it is new."""

from dataclasses import asdict, dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, Row, func, select, update

from desk.model import InboundRequest
from storage.tables import inbox
from storage.upserts import dialect_of, keep_request


@dataclass(frozen=True, slots=True)
class Kept:
    id: int
    source: str
    delivery: str
    request: InboundRequest
    lead_id: int | None
    tries: int


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self.grown = False  # whoever commits wakes the intake

    def keep(self, source: str, delivery: str, request: InboundRequest) -> int | None:
        """The id of the new row, or None: this delivery is known."""
        row = {
            "source": source,
            "delivery": delivery,
            "received_at": request.received_at,
            "request": _head(request),
            "body": request.body,
        }
        self.grown = True
        return self._db.execute(keep_request(dialect_of(self._db)), row).scalar_one_or_none()

    def handle(self, row_id: int, at: datetime, outcome: str, lead_id: int | None = None) -> None:
        done = {"handled_at": at, "outcome": outcome}
        if lead_id is not None:
            done["lead_id"] = lead_id
        self._db.execute(update(inbox).where(inbox.c.id == row_id).values(done))

    def miss(self, row_id: int) -> None:
        """One try to understand it failed for a passing reason."""
        self._db.execute(update(inbox).where(inbox.c.id == row_id).values(tries=inbox.c.tries + 1))

    def find(self, source: str, delivery: str) -> Kept | None:
        found = select(inbox).where(inbox.c.source == source, inbox.c.delivery == delivery)
        row = self._db.execute(found).one_or_none()
        return _kept(row) if row else None

    def waiting(self, limit: int = 200) -> list[Kept]:
        rows = self._db.execute(select(inbox).where(inbox.c.handled_at.is_(None)).order_by(inbox.c.id).limit(limit))
        return [_kept(row) for row in rows]

    def count_waiting(self) -> int:
        waiting = select(func.count()).select_from(inbox).where(inbox.c.handled_at.is_(None))
        return int(self._db.execute(waiting).scalar_one())

    def of_lead(self, lead_id: int) -> list[Kept]:
        rows = self._db.execute(select(inbox).where(inbox.c.lead_id == lead_id).order_by(inbox.c.id))
        return [_kept(row) for row in rows]


def _head(request: InboundRequest) -> bytes:
    head = asdict(request)
    del head["body"], head["received_at"]
    return orjson.dumps(head)


def _kept(row: Row[tuple[object, ...]]) -> Kept:
    head = orjson.loads(row.request)
    request = InboundRequest(**head, body=row.body, received_at=row.received_at)
    return Kept(row.id, row.source, row.delivery, request, row.lead_id, row.tries)
