"""What becomes of one SMS: the fate of its number, and when each stage of the way is reached."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

Stage = Literal["waiting", "handed", "ended"]
Reports = Literal[
    "once",  # every change of status, in order
    "never",  # the text arrives, and nobody ever says so
    "early",  # the final report overtakes the answer to the send request
    "twice",  # the final report comes two times
    "reversed",  # the final report comes first, the one before it afterwards
]


@dataclass(frozen=True, slots=True)
class Fate:
    """``refused`` is the gateway's own error word; with it the message is never accepted."""

    end: str = "delivered"
    reports: Reports = "once"
    refused: str = ""
    reason: int = 0  # the operator's error number that goes with ``end``


COMMON: dict[str, Fate] = {
    "delivered": Fate(),
    "unreported": Fate(reports="never"),
    "early_report": Fate(reports="early"),
    "double_report": Fate(reports="twice"),
    "reversed_report": Fate(reports="reversed"),
}


NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Journey:
    """All instants are world time, UTC. The stage is a function of time: no task has to move it."""

    fate: Fate
    accepted: datetime
    handed: datetime
    ended: datetime

    def stage(self, now: datetime) -> Stage:
        if now < self.handed:
            return "waiting"
        return "handed" if now < self.ended or self.fate.reports == "never" else "ended"

    def changed(self, now: datetime) -> datetime:
        """When the present stage was reached."""
        return {"waiting": self.accepted, "handed": self.handed, "ended": self.ended}[self.stage(now)]

    def arrived(self, now: datetime) -> bool:
        """Whether the customer's phone shows the text, reported or not."""
        return self.fate.end == "delivered" and now >= self.ended

    def report_plan(self) -> list[tuple[datetime, Stage]]:
        """When the gateway speaks, and which stage it then names."""
        plans: dict[Reports, list[tuple[datetime, Stage]]] = {
            "once": [(self.handed, "handed"), (self.ended, "ended")],
            "never": [],
            "early": [(self.accepted, "ended")],
            "twice": [(self.handed, "handed"), (self.ended, "ended"), (self.ended, "ended")],
            "reversed": [(self.ended, "ended"), (self.ended, "handed")],
        }
        return plans[self.fate.reports]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """One accepted message to one number (digits only)."""

    key: str  # the gateway's id
    number: str
    sender: str
    text: str
    parts: int
    cost: Decimal
    journey: Journey


@dataclass(frozen=True, slots=True)
class PhoneSms:
    """One SMS on the way to, or on, the customer's phone; ``at`` is world time, UTC."""

    number: str
    sender: str
    text: str
    at: datetime
    parts: int
    status: str  # the gateway's word for the present status
    arrived: bool  # the phone shows it
