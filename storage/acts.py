"""What people did, one row an act: written with what it changed, never changed itself (X-39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, insert, select

from desk.leads.model import Person
from storage.statements import Statement, bound, dialect_of
from storage.tables import act

REFUSED = "refused"
NOTED = ("at", "who_id", "who", "what", "lead_id", "subject", "key", "data")
NOTE = Statement(lambda _: insert(act).values(bound(NOTED)))


@dataclass(frozen=True, slots=True)
class Act:
    """``what`` is a word of ours (``claim``, ``appoint``); ``subject`` names whom or what it was about."""

    id: int
    at: datetime
    who_id: int
    who: str
    what: str
    lead_id: int | None
    subject: str
    data: Mapping[str, Any]


class Acts:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def note(
        self,
        who: Person,
        what: str,
        at: datetime,
        *,
        lead_id: int | None = None,
        subject: str = "",
        key: str = "",
        **data: Any,
    ) -> None:
        """``key``: the same telling of an act comes with the same one."""
        row = {"at": at, "who_id": who.id, "who": who.name, "what": what, "lead_id": lead_id, "subject": subject}
        NOTE.run(self._db, row | {"key": key or None, "data": orjson.dumps(data)})

    def refuse(self, who: Person, action: str, reason: str, at: datetime, *, lead_id: int | None = None) -> None:
        """``action`` was refused to them. At most one row a person, action and minute: the database decides,
        so that nobody fills the log by pressing."""
        row = {"at": at, "who_id": who.id, "who": who.name, "what": REFUSED, "lead_id": lead_id, "subject": action}
        key = f"{REFUSED}:{who.id}:{action}:{at.astimezone(UTC):%Y-%m-%dT%H:%M}"
        adding = dialect_of(self._db).insert(act).values(**row, key=key, data=orjson.dumps({"reason": reason}))
        self._db.execute(adding.on_conflict_do_nothing(index_elements=["key"]))

    def refusals(self, who_id: int, subject: str, since: datetime) -> int:
        """How many rows say that this was refused to them since then."""
        mine = (act.c.who_id == who_id, act.c.what == REFUSED, act.c.subject == subject, act.c.at > since)
        return int(self._db.execute(select(func.count()).select_from(act).where(*mine)).scalar_one())

    def is_new(self, key: str) -> bool:
        return self._db.execute(select(act.c.id).where(act.c.key == key)).first() is None

    def find(self, act_id: int) -> Act | None:
        row = self._db.execute(select(act).where(act.c.id == act_id)).one_or_none()
        return read_act(row) if row else None

    def latest(self, limit: int, *, who_id: int | None = None, lead_id: int | None = None, what: str = "") -> list[Act]:
        """The newest first."""
        found = select(act).order_by(act.c.id.desc()).limit(limit)
        if who_id is not None:
            found = found.where(act.c.who_id == who_id)
        if lead_id is not None:
            found = found.where(act.c.lead_id == lead_id)
        if what:
            found = found.where(act.c.what == what)
        return [read_act(row) for row in self._db.execute(found)]


def read_act(row: Row[Any]) -> Act:
    return Act(row.id, row.at, row.who_id, row.who, row.what, row.lead_id, row.subject, orjson.loads(row.data))
