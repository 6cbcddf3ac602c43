"""What a link is worth, and to whom (X-39)."""

from datetime import timedelta

import pytest

from desk.errors import Rejected
from desk.leads.model import Person
from desk.staff.invitations import DEAD, LASTS, OLD, REVOKED, UNKNOWN, USED, Invitation, check_invitation
from desk.staff.roles import Role
from desk.values import replace
from tests.clocks import MONDAY_NOON as NOON

LINK = Invitation(7, Role.SELLER, "", Person(904, "Ольга"), NOON, NOON + LASTS)
SOON, MINUTE = NOON + timedelta(hours=1), timedelta(minutes=1)


def refused(link: Invitation | None, giver: Role = Role.ADMIN, dismissed_at=None, now=SOON) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Rejected) as refusal:
        check_invitation(link, giver, dismissed_at, now)
    return refusal.value.code


def test_x_39_a_fresh_link_opens() -> None:
    assert check_invitation(LINK, Role.ADMIN, None, SOON) is LINK
    assert check_invitation(LINK, Role.OWNER, NOON - MINUTE, SOON) is LINK


def test_x_39_no_other_link_opens() -> None:
    assert refused(None) == UNKNOWN
    assert refused(replace(LINK, used_at=NOON)) == USED
    assert refused(replace(LINK, revoked_at=NOON)) == REVOKED
    assert refused(LINK, now=NOON + LASTS) == OLD


@pytest.mark.parametrize(
    ("role", "giver"),
    [(Role.SELLER, Role.SELLER), (Role.SELLER, Role.STRANGER), (Role.VIEWER, Role.VIEWER), (Role.OWNER, Role.ADMIN)],
)
def test_x_39_a_link_is_worth_no_more_than_its_maker_holds_now(role: Role, giver: Role) -> None:
    assert refused(replace(LINK, role=role), giver) == DEAD


def test_x_39_a_link_from_before_brings_nobody_back_who_was_sent_away() -> None:
    assert refused(LINK, dismissed_at=NOON + MINUTE) == REVOKED
