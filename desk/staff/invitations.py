"""Links by which people join: good once, for a day, and worth no more than whoever made them still holds. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.errors import Rejected
from desk.leads.model import Person
from desk.staff.roles import Role

LASTS = timedelta(hours=24)
MOST_WRONG = 5  # links that were none, of one person …
WITHIN = timedelta(hours=1)  # … in this time; then none is looked at
PREFIX = "in_"  # of the token in a link, https://core.telegram.org/bots/features#deep-linking

UNKNOWN, USED, OLD, REVOKED, DEAD, FLOOD = "unknown", "used", "old", "revoked", "dead", "flood"
REASONS = {
    UNKNOWN: "this link is none of ours",
    USED: "this link was used already",
    OLD: "this link is too old",
    REVOKED: "this link was taken back",
    DEAD: "whoever made this link may not give this any more",
    FLOOD: "too many links that did not work: try again in an hour",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """Moments are UTC. ``language`` is empty where it shall be that of their client."""

    id: int
    role: Role
    language: str
    giver: Person
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    revoked_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Entrance:
    """The reader's role as it then is, and why not when the link did not open. ``fresh``: it was this link."""

    role: Role
    refused: Rejected | None = None
    fresh: bool = False


def check_invitation(found: Invitation | None, giver: Role, dismissed_at: datetime | None, now: datetime) -> Invitation:
    """``giver``: the role that whoever made it has now. ``dismissed_at``: when the reader was sent away last.

    Raises Rejected, with a code of ``REASONS``. A link from before somebody was sent away does not bring them back.
    """
    if found is None:
        raise refusal(UNKNOWN)
    if found.used_at is not None:
        raise refusal(USED)
    if found.revoked_at is not None or (dismissed_at is not None and dismissed_at >= found.made_at):
        raise refusal(REVOKED)
    if now >= found.ends_at:
        raise refusal(OLD)
    if not giver.reaches(Role.ADMIN) or not giver.reaches(found.role):
        raise refusal(DEAD)
    return found


def refusal(code: str) -> Rejected:
    return Rejected(REASONS[code], code=code)
