"""Everything that came in, kept before it is understood. The insert itself decides whether it is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Integer, Text, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from desk.errors import Temporary
from desk.model import InboundRequest
from storage.columns import Moment, moment
from storage.statements import Statement, bound, spread
from storage.tables import inbox
from storage.upserts import keeping

FILED = ("source", "delivery", "received_at", "request", "body", "handled_at", "outcome", "lead_id")
FILE = Statement(lambda _: insert(inbox).values(bound(FILED)))
SEEN = select(
    inbox.c.id, inbox.c.source, inbox.c.delivery, inbox.c.request, inbox.c.body, inbox.c.received_at,
    inbox.c.lead_id, inbox.c.tries,
)  # fmt: skip
FIND = Statement(lambda _: SEEN.where(inbox.c.source == bindparam("by"), inbox.c.delivery == bindparam("name")))
UNREAD = Statement(
    lambda _: (
        SEEN.where(text("inbox.handled_at IS NULL"), inbox.c.id > bindparam("after"))
        .order_by(inbox.c.id)
        .limit(bindparam("most", type_=Integer))
    )
)
OF_LEAD = Statement(lambda _: SEEN.where(inbox.c.lead_id == bindparam("of_lead")).order_by(inbox.c.id))
HANDLE = Statement(
    lambda _: (
        update(inbox)
        .where(inbox.c.id == bindparam("row_id"))
        .values(
            handled_at=bindparam("at", type_=Moment),
            outcome=bindparam("what", type_=Text),
            lead_id=func.coalesce(bindparam("of_lead", type_=Integer), inbox.c.lead_id),
        )
    )
)


@cache
def _handling(count: int) -> Statement:
    these = inbox.c.id.in_([bindparam(f"row_{number}", type_=Integer) for number in range(count)])
    how = {"handled_at": bindparam("at", type_=Moment), "outcome": bindparam("what", type_=Text)}
    return Statement(lambda _: update(inbox).where(these).values(how))


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
        self._fresh: set[int] = set()

    @property
    def grown(self) -> bool:
        """Whether something came in here that is still to be understood: whoever commits wakes the reader."""
        return bool(self._fresh)

    def keep(self, source: str, delivery: str, request: InboundRequest) -> int | None:
        """The id of the new row, or None: this delivery is known."""
        new = keeping(1).row(self._db, spread([_row(source, delivery, request)]))
        if new is None:
            return None
        self._fresh.add(int(new[0]))
        return int(new[0])

    def keep_all(self, deliveries: Sequence[tuple[str, str, InboundRequest]]) -> None:
        """In one step; those that are known already stay as they are."""
        rows = [_row(*it) for it in deliveries]
        self._fresh.update(int(row[0]) for row in keeping(len(rows)).rows(self._db, spread(rows)))

    def file(
        self, source: str, delivery: str, request: InboundRequest, at: datetime, outcome: str, lead_id: int
    ) -> None:
        """Keep what was understood at once. Raises Temporary when the same delivery is being kept by somebody else."""
        understood = {"handled_at": at, "outcome": outcome, "lead_id": lead_id}
        try:
            FILE.run(self._db, _row(source, delivery, request) | understood)
        except IntegrityError as error:
            raise Temporary("the first delivery of this request is still being kept", retry_after=1) from error

    def handle(self, row_id: int, at: datetime, outcome: str, lead_id: int | None = None) -> None:
        self._fresh.discard(row_id)
        HANDLE.run(self._db, {"row_id": row_id, "at": at, "what": outcome, "of_lead": lead_id})

    def handle_all(self, row_ids: Sequence[int], at: datetime, outcome: str) -> None:
        """Rows that ended alike."""
        self._fresh.difference_update(row_ids)
        these = {f"row_{number}": row_id for number, row_id in enumerate(row_ids)}
        _handling(len(row_ids)).run(self._db, these | {"at": at, "what": outcome})

    def blank(self, source: str, delivery: str) -> None:
        """What it said was a secret, and is known elsewhere by now."""
        empty = orjson.dumps({"update_id": int(delivery)})
        self._db.execute(update(inbox).where(inbox.c.source == source, inbox.c.delivery == delivery).values(body=empty))

    def miss(self, row_id: int) -> None:
        """One try to understand it failed for a passing reason."""
        self._db.execute(update(inbox).where(inbox.c.id == row_id).values(tries=inbox.c.tries + 1))

    def find(self, source: str, delivery: str) -> Kept | None:
        row = FIND.row(self._db, {"by": source, "name": delivery})
        return _kept(*row) if row else None

    def waiting(self, after: int = 0, limit: int = 200) -> list[Kept]:
        """What is unread behind the row ``after``, the oldest first."""
        return [_kept(*row) for row in UNREAD.rows(self._db, {"after": after, "most": limit})]

    def count_waiting(self) -> int:
        waiting = select(func.count()).select_from(inbox).where(inbox.c.handled_at.is_(None))
        return int(self._db.execute(waiting).scalar_one())

    def of_lead(self, lead_id: int) -> list[Kept]:
        return [_kept(*row) for row in OF_LEAD.rows(self._db, {"of_lead": lead_id})]


def _row(source: str, delivery: str, request: InboundRequest) -> dict[str, Any]:
    return {
        "source": source,
        "delivery": delivery,
        "received_at": request.received_at,
        "request": _head(request),
        "body": request.body,
    }


def _head(request: InboundRequest) -> bytes:
    names = ("method", "path", "headers", "query", "url")
    return orjson.dumps({name: getattr(request, name) for name in names}, default=dict)


def _kept(
    id_: int, source: str, delivery: str, head: bytes, body: bytes, at: int, lead_id: int | None, tries: int
) -> Kept:
    request = InboundRequest(**orjson.loads(head), body=body, received_at=moment(at))
    return Kept(id_, source, delivery, request, lead_id, tries)
