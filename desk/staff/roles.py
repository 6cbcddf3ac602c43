"""Roles and what goes with them (X-39). Pure."""

from enum import StrEnum

from desk.errors import Rejected


class Role(StrEnum):
    """A stranger is told nothing of the shop; a viewer reads, and changes nothing."""

    OWNER = "owner"
    ADMIN = "admin"
    SELLER = "seller"
    VIEWER = "viewer"
    STRANGER = ""

    def reaches(self, least: "Role") -> bool:
        """Whether it holds all that ``least`` holds."""
        return RANK[self] >= RANK[least]


DISMISSED = "dismissed"  # remembered instead of a role: whoever was sent away is no seller by being in the group
RANK = {role: rank for rank, role in enumerate((Role.STRANGER, Role.VIEWER, Role.SELLER, Role.ADMIN, Role.OWNER))}


def role_of(kept: str) -> Role:
    """What is remembered of somebody; an unknown word is no role."""
    return Role(kept) if kept in set(Role) else Role.STRANGER


def check_appointment(giver: Role, before: Role, after: Role) -> None:
    """Nobody grants, or takes, what they do not hold. Raises Rejected."""
    if not giver.reaches(Role.ADMIN):
        raise Rejected("only admins change who works here", code="not_admin")
    if not giver.reaches(before) or not giver.reaches(after):
        raise Rejected("only owners change who is an owner", code="not_owner")
