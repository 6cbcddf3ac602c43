"""Links by which people join: made, used and taken back, each in the transaction it is given.

The token is told to whoever makes the link and kept by nobody; the database knows its hash. In the chat it is made of
the wish for it and of a secret that the database does not know: a wish that is told once more is shown the same link.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.app.staff import Staff
from desk.errors import NotFound, Rejected
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.model import Person
from desk.staff.invitations import (
    FLOOD,
    LASTS,
    MOST_WRONG,
    PREFIX,
    USED,
    WITHIN,
    Entrance,
    Invitation,
    check_invitation,
    refusal,
)
from desk.staff.roles import Role, check_appointment
from handlers.telegram.desk import Guest, Visitor
from storage.acts import REFUSED
from storage.books import Books

TELL_INVITER = "chat.tell_inviter"
JOIN, MADE, REVOKED = "join", "invite", "uninvite"  # words of the log
BOT = "bot"  # key of the vault
TOKEN_BYTES = 24
MOST_DISMISSALS = 500


@dataclass(frozen=True, slots=True)
class Made:
    """``link`` is empty while the bot has not heard its own name; ``payload`` is what follows /start."""

    invitation: Invitation
    payload: str
    link: str


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    staff: Staff

    def make(self, books: Books, giver: Guest, role: Role, language: str, now: datetime, payload: str = "") -> Made:
        """``payload``: see ``payload_of``; otherwise a new one. Raises Rejected for whoever does not hold the role."""
        payload = payload or PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        made = books.invitations.find(_hash(payload)) or self._add(books, giver, role, language, now, payload)
        name = str((books.vault.load(BOT) or {}).get("username", ""))
        return Made(made, payload, f"https://t.me/{name}?start={payload}" if name else "")

    def revoke(self, books: Books, giver: Guest, invitation_id: int, now: datetime, key: str = "") -> None:
        """Raises NotFound when it works no more, Rejected for whoever does not hold its role.

        ``key``: a wish that is told once more, since its answer was lost, was granted.
        """
        if not books.acts.is_new(key):
            return
        found = books.invitations.load(invitation_id)
        if found is None or not found.open(now):
            raise NotFound("this link works no more")
        check_appointment(self.staff.held(books, giver), Role.STRANGER, found.role)
        if books.invitations.revoke(now, invitation_id=invitation_id):
            subject = str(invitation_id)
            books.acts.note(giver.person, REVOKED, now, key=key, subject=subject, role=found.role.value)

    def admit(self, books: Books, visitor: Visitor, payload: str, now: datetime, key: str) -> Entrance:
        """Nobody loses a role by a link: whoever holds it already keeps it, and the link stays good.

        What was refused is written down, at most ``MOST_WRONG`` times in ``WITHIN``; then no link is looked at.
        """
        person = Person(visitor.id, visitor.name)
        before = self.staff.standing(person.id, books.people.find(person.id))
        found = books.invitations.find(_hash(payload))
        if found and found.used_by == person.id and before is not Role.STRANGER:
            return Entrance(before)  # told once more
        if books.acts.refusals(person.id, JOIN, now - WITHIN) >= MOST_WRONG:
            return Entrance(before, refusal(FLOOD))
        try:
            invitation = self._check(books, person, found, now)
            if before.reaches(invitation.role):
                return Entrance(before)
            if not books.invitations.use(invitation.id, person.id, now):
                raise refusal(USED)
        except Rejected as error:
            books.acts.note(person, REFUSED, now, subject=JOIN, reason=error.code)
            return Entrance(before, error)
        self._welcome(books, visitor, invitation, now, key)
        return Entrance(invitation.role, fresh=True)

    def _add(self, books: Books, giver: Guest, role: Role, language: str, now: datetime, payload: str) -> Invitation:
        check_appointment(self.staff.held(books, giver), Role.STRANGER, role)
        made = books.invitations.add(_hash(payload), role.value, language, giver.person, now, now + LASTS)
        books.acts.note(giver.person, MADE, now, subject=str(made.id), role=role.value, until=made.ends_at.isoformat())
        return made

    def _check(self, books: Books, person: Person, found: Invitation | None, now: datetime) -> Invitation:
        giver = self.staff.role_now(books, found.giver) if found else Role.STRANGER
        sent_away = books.acts.latest(MOST_DISMISSALS, what="dismiss") if found else []
        dismissed_at = next((it.at for it in sent_away if it.data.get("id") == person.id), None)
        return check_invitation(found, giver, dismissed_at, now)

    def _welcome(self, books: Books, visitor: Visitor, invitation: Invitation, now: datetime, key: str) -> None:
        person, role, giver = Person(visitor.id, visitor.name), invitation.role, invitation.giver
        books.people.meet(person.id, person.name, visitor.username, now, reachable=True)
        spoken = {"speaks": invitation.language} if invitation.language else {}
        books.people.change(person.id, now, role=role.value, **spoken)
        books.acts.note(
            person, JOIN, now, key=key, subject=giver.name, id=person.id, role=role.value, link=invitation.id
        )
        if giver.id > 0:
            books.jobs.put(tell_inviter(invitation.id, now))


def tell_inviter(invitation_id: int, now: datetime) -> NewJob:
    key, why = f"{TELL_INVITER}:{invitation_id}", "somebody joined by their link"
    return NewJob(TELL_INVITER, Lane.CHAT, key, now, why, data={"subject": invitation_id}, priority=Priority.PROMPT)


def payload_of(secret: str, key: str) -> str:
    """What stands in the link that is made for the wish with this ``key``: nobody else can tell it."""
    sealed = hmac.digest(secret.encode(), f"invitation {key}".encode(), "sha256")
    return PREFIX + base64.urlsafe_b64encode(sealed[:TOKEN_BYTES]).decode()


def _hash(payload: str) -> str:
    return hashlib.sha256(payload.encode("utf-8", "replace")).hexdigest()
