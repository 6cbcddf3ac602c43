"""What becomes of the customer's orders: the master decision table. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from desk.tracking.model import CrmOrder, References

CLOSED_GROUPS = frozenset({"complete", "cancel"})


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Choice:
    """``order``: which is updated, or stands in the way."""

    action: Action
    order: CrmOrder | None = None


def choose(newest: CrmOrder | None, references: References) -> Choice:
    """Only the customer's newest order is looked at, of whichever store (CR-37)."""
    if newest is None or is_closed(newest.status, references):  # CR-33, CR-36
        return Choice(Action.CREATE)
    if newest.marker:  # CR-35: it does not matter whose it is
        return Choice(Action.SKIP, newest)
    return Choice(Action.UPDATE, newest)  # CR-34


def is_closed(status: str, references: References) -> bool:
    """By the status's group (CR-32); one that nobody knows is open (CR-39)."""
    return group_of(status, references) in CLOSED_GROUPS


def group_of(status: str, references: References) -> str | None:
    """None: the references do not have it."""
    return next((it.group for it in references.statuses if it.code == status), None)
