"""X-39: nobody grants what they do not hold."""

import itertools

import pytest

from desk.errors import Rejected
from desk.staff.roles import DISMISSED, RANK, Role, check_appointment, role_of

LEADING = (Role.ADMIN, Role.OWNER)


@pytest.mark.parametrize(("giver", "before", "after"), itertools.product(Role, Role, Role))
def test_x_39_who_may_appoint_whom(giver: Role, before: Role, after: Role) -> None:
    """The slow way: admins and owners only, and neither a giver's better nor a better's place."""
    allowed = giver in LEADING and all(RANK[it] <= RANK[giver] for it in (before, after))
    if allowed:
        check_appointment(giver, before, after)
    else:
        with pytest.raises(Rejected):
            check_appointment(giver, before, after)


def test_an_owner_holds_everything_and_a_stranger_nothing() -> None:
    assert all(Role.OWNER.reaches(it) for it in Role)
    assert [it for it in Role if Role.STRANGER.reaches(it)] == [Role.STRANGER]


@pytest.mark.parametrize("kept", ["", DISMISSED, "king", "OWNER"])
def test_an_unknown_word_is_no_role(kept: str) -> None:
    assert role_of(kept) is Role.STRANGER
