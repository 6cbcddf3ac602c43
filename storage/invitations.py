"""Links by which people join. Of a token only its hash is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from desk.leads.model import Person
from desk.staff.invitations import Invitation
from desk.staff.roles import role_of
from storage.tables import invitation

OPEN = (invitation.c.used_at.is_(None), invitation.c.revoked_at.is_(None))


class Invitations:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, hashed: str, role: str, language: str, giver: Person, now: datetime, ends_at: datetime) -> Invitation:
        row = {"role": role, "language": language, "giver_id": giver.id, "giver": giver.name}
        adding = insert(invitation).values(hash=hashed, made_at=now, ends_at=ends_at, **row).returning(invitation)
        return _invitation(self._db.execute(adding).one())

    def find(self, hashed: str) -> Invitation | None:
        row = self._db.execute(select(invitation).where(invitation.c.hash == hashed)).one_or_none()
        return _invitation(row) if row else None

    def load(self, invitation_id: int) -> Invitation | None:
        row = self._db.execute(select(invitation).where(invitation.c.id == invitation_id)).one_or_none()
        return _invitation(row) if row else None

    def open(self, now: datetime) -> list[Invitation]:
        """Those that still work, the newest first."""
        found = select(invitation).where(*OPEN, invitation.c.ends_at > now).order_by(invitation.c.id.desc())
        return [_invitation(row) for row in self._db.execute(found)]

    def use(self, invitation_id: int, person_id: int, at: datetime) -> bool:
        """False when somebody was faster: the database decides."""
        using = update(invitation).where(invitation.c.id == invitation_id, *OPEN)
        return self._db.execute(using.values(used_at=at, used_by=person_id)).rowcount == 1

    def revoke(self, at: datetime, *, invitation_id: int | None = None, giver_id: int | None = None) -> int:
        """One of them, or all that somebody made. Returns how many were open."""
        which = invitation.c.id == invitation_id if giver_id is None else invitation.c.giver_id == giver_id
        return int(self._db.execute(update(invitation).where(which, *OPEN).values(revoked_at=at)).rowcount)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        row.id,
        role_of(row.role),
        row.language,
        Person(row.giver_id, row.giver),
        row.made_at,
        row.ends_at,
        row.used_at,
        row.used_by,
        row.revoked_at,
    )
