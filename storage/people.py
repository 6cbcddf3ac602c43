"""Who we know in the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.tables import person
from storage.upserts import replacing


@dataclass(frozen=True, slots=True)
class Known:
    """``role`` is empty for somebody who was only met. ``reachable``: the private chat is open."""

    id: int
    name: str
    username: str
    role: str
    language: str
    reachable: bool


class People:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def meet(self, person_id: int, name: str, username: str, at: datetime, *, reachable: bool | None = None) -> None:
        """Remember a name as it is now; role and language stay."""
        row: dict[str, Any] = {"id": person_id, "name": name, "username": username, "changed_at": at}
        if reachable is not None:
            row["reachable"] = int(reachable)
        replacing(person, ("id",), tuple(row)).run(self._db, row)

    def change(self, person_id: int, at: datetime, **values: Any) -> None:
        self._db.execute(update(person).where(person.c.id == person_id).values(changed_at=at, **values))

    def find(self, person_id: int) -> Known | None:
        row = self._db.execute(select(person).where(person.c.id == person_id)).one_or_none()
        return _known(row) if row else None

    def find_by_username(self, username: str) -> Known | None:
        found = select(person).where(person.c.username == username.lstrip("@"))
        row = self._db.execute(found.limit(1)).one_or_none()
        return _known(row) if row else None

    def with_roles(self, roles: Sequence[str]) -> list[Known]:
        rows = self._db.execute(select(person).where(person.c.role.in_(roles)).order_by(person.c.name))
        return [_known(row) for row in rows]


def _known(row: Row[Any]) -> Known:
    return Known(row.id, row.name, row.username, row.role, row.language, bool(row.reachable))
