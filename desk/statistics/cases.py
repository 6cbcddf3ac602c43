"""What a report is made of: accepted leads, calls and deeds of people, each cut down to what is counted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desk.leads.model import LeadStatus
from desk.ports import Disposition


@dataclass(frozen=True, slots=True)
class Case:
    """A lead accepted in the period. ``touched``: its first robot call or the first person who took it.

    ``called`` and ``answered`` speak of the robot.
    """

    id: int
    source: str
    accepted: datetime
    zone: str
    status: LeadStatus
    in_crm: bool
    called: bool
    answered: bool
    touched: datetime | None


class CallEnd(StrEnum):
    """How a call ended, as far as a report tells them apart."""

    ANSWERED = "answered"
    MACHINE = "machine"
    NOBODY = "nobody"
    WRONG = "wrong"
    FAILED = "failed"
    OPEN = "open"  # no result, or none yet


ENDS = {
    Disposition.ANSWERED: CallEnd.ANSWERED,
    Disposition.VOICEMAIL: CallEnd.MACHINE,
    Disposition.NO_ANSWER: CallEnd.NOBODY,
    Disposition.BUSY: CallEnd.NOBODY,
    Disposition.UNAVAILABLE: CallEnd.NOBODY,
    Disposition.REJECTED: CallEnd.NOBODY,
    Disposition.INVALID_NUMBER: CallEnd.WRONG,
    Disposition.CANCELLED: CallEnd.FAILED,
    Disposition.FAILED: CallEnd.FAILED,
    Disposition.UNKNOWN: CallEnd.FAILED,
}


@dataclass(frozen=True, slots=True)
class Dialled:
    """A robot call of the period; ``at`` is when it was asked for."""

    at: datetime
    end: CallEnd


class Deed(StrEnum):
    CLAIM = "claim"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody did something to a lead within the period."""

    at: datetime
    person: int
    name: str
    deed: Deed
    lead_id: int


@dataclass(frozen=True, slots=True)
class Spent:
    """``role``: calls or sms. ``currency`` is empty where the provider did not tell it."""

    role: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Material:
    """All of one period. ``spent``: what providers took for calls and messages that were asked for in it."""

    cases: list[Case]
    calls: list[Dialled]
    deeds: list[Done]
    spent: list[Spent]
