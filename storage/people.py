"""Who we know in the chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, func, select, update

from desk.leads.model import OPEN, Person
from desk.staff.distribution import Candidate
from desk.staff.roles import Role
from desk.staff.shift import UNTOLD, Shift
from storage.statements import Statement
from storage.tables import lead, person
from storage.upserts import replacing

SHIFT = TypeAdapter(Shift)
SEEN = ("id", "name", "username", "role", "language", "reachable", "duty", "speaks", "phone")
FIND = Statement(lambda _: select(*(person.c[name] for name in SEEN)).where(person.c.id == bindparam("who")))
HAS_ROLE = Statement(lambda _: select(person.c.id).where(person.c.role == bindparam("named")).limit(1))
WORKING = tuple(role.value for role in Role if role.reaches(Role.SELLER))


@dataclass(frozen=True, slots=True)
class Known:
    """``role`` is empty for somebody who was only met. ``reachable``: the private chat is open.

    ``language`` is that in which they read; ``speaks`` the one that was chosen by hand, empty: as their client.
    ``phone`` is E.164, empty: not known.
    """

    id: int
    name: str
    username: str
    role: str
    language: str
    reachable: bool
    shift: Shift = UNTOLD
    speaks: str = ""
    phone: str = ""


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

    def set_shift(self, person_id: int, shift: Shift, at: datetime) -> None:
        self.change(person_id, at, duty=SHIFT.dump_json(shift))

    def phone_of(self, person_id: int) -> str:
        """Where telephony calls them; empty: nobody said."""
        return self._db.execute(select(person.c.phone).where(person.c.id == person_id)).scalar_one_or_none() or ""

    def note_given(self, person_id: int, at: datetime) -> None:
        """The desk gave them a lead: others come first now."""
        self._db.execute(update(person).where(person.c.id == person_id).values(given_at=at))

    def candidates(self) -> list[Candidate]:
        """Everybody who was named and works on leads, with how many they have in progress."""
        has = select(func.count()).where(lead.c.assignee_id == person.c.id, lead.c.status.in_(OPEN))
        found = select(person, has.scalar_subquery().label("has")).where(person.c.role.in_(WORKING))
        rows = self._db.execute(found.order_by(person.c.id))
        return [Candidate(Person(it.id, it.name), _shift(it.duty), int(it.has), it.given_at) for it in rows]

    def find(self, person_id: int) -> Known | None:
        row = FIND.row(self._db, {"who": person_id})
        return _found(*row) if row else None

    def has_role(self, role: Role) -> bool:
        """Whether anybody was named so."""
        return HAS_ROLE.row(self._db, {"named": role.value}) is not None

    def find_by_username(self, username: str) -> Known | None:
        """In any case of letters: Telegram makes no difference."""
        found = select(person).where(func.lower(person.c.username) == username.lstrip("@").lower())
        row = self._db.execute(found.limit(1)).one_or_none()
        return _known(row) if row else None

    def met(self, limit: int) -> list[Known]:
        """Everybody who was met, those with a role first, then the latest."""
        found = select(person).order_by(person.c.role == "", person.c.changed_at.desc()).limit(limit)
        return [_known(row) for row in self._db.execute(found)]

    def admins(self, owners: Collection[int]) -> dict[int, Known | None]:
        """``owners``, those of the settings, whether we have met them or not; and who was named owner or admin."""
        named = {it.id: it for it in self.with_roles((Role.OWNER, Role.ADMIN))}
        return {it: named.get(it) or self.find(it) for it in sorted({*owners, *named})}

    def with_roles(self, roles: Sequence[str]) -> list[Known]:
        rows = self._db.execute(select(person).where(person.c.role.in_(roles)).order_by(person.c.name))
        return [_known(row) for row in rows]


def _known(row: Row[Any]) -> Known:
    return _found(*(getattr(row, name) for name in SEEN))


def _found(*row: Any) -> Known:
    id_, name, username, role, language, reachable, duty, speaks, phone = row
    return Known(id_, name, username, role, speaks or language, bool(reachable), _shift(duty), speaks, phone)


def _shift(duty: bytes | None) -> Shift:
    return UNTOLD if duty is None else SHIFT.validate_json(duty)
