"""An order and its deal at the tracker. Values only; moments are aware, in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.tracking.ports import Bound, TrackerDeal


class Duty(StrEnum):
    """What the tracker is still to be told."""

    MAKE = "make"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stood when the tracker was told of it."""

    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Export:
    """``made_at`` None: the tracker has no deal of it yet. ``pending``: changes of its status that the tracker was not
    told of, the oldest first. ``told``: where it stood in the last telling; None: nobody knows.

    ``found``: the tracker had the deal before we told of it. ``gone``: the CRM has no such order any more. ``refusal``:
    why the tracker would not take it. ``bound``: the lead that it found; None: nobody has asked yet. ``by_hand``: who
    does it instead. ``retried_by``: who wanted it told again.
    """

    id: int
    order_id: str
    opened_at: datetime
    made_at: datetime | None = None
    pending: tuple[datetime, ...] = ()
    told: Standing | None = None
    found: bool = False
    gone: bool = False
    refusal: str = ""
    bound: Bound | None = None
    by_hand: str = ""
    retried_by: str = ""

    @property
    def troubled(self) -> bool:
        """A person should look at it (CR-82)."""
        return bool(self.refusal) and not self.by_hand

    def owed(self, delay: timedelta) -> tuple[Duty, datetime] | None:
        """What, and from when on. A deal is made at once, an update waits for what may follow (CR-73)."""
        if self.gone or self.refusal:
            return None
        if self.made_at is None:
            return Duty.MAKE, self.opened_at
        return (Duty.UPDATE, self._waits_since() + delay) if self.pending else None

    def shows(self, standing: Standing) -> bool:
        """Whether the tracker need not be told of this (CR-75).

        Where nothing but a change of the very second of the last telling is pending, and the order has moved on since,
        its next change is still to be heard of, and has its own half hour to wait.
        """
        told = self.told
        return told is not None and (told == standing or (self.pending[-1] <= told.at < standing.at))

    def _waits_since(self) -> datetime:
        """The first change after what was told (CR-74). One of the same second may be what was told, or one more."""
        later = (at for at in self.pending if self.told is None or at > self.told.at)
        return next(later, self.pending[0])


def standing_of(deal: TrackerDeal) -> Standing:
    return Standing(deal.status, deal.status_at)
