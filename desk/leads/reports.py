"""Facts about calls and messages: what became of what was asked of telephony and of the SMS gateway."""

from dataclasses import dataclass
from datetime import datetime

from desk.leads.records import SmsRecord
from desk.ports import CallReport, SentSms, SmsReport, StartedCall
from desk.telephony import Leg

# --- calls: the robot's, and as ``BridgeHeard`` those that join two people ----------------------------------------


@dataclass(frozen=True, slots=True)
class CallAsked:
    """Intent: the request that starts the call is about to leave."""

    number: int


@dataclass(frozen=True, slots=True)
class CallStarted:
    number: int
    started: StartedCall


@dataclass(frozen=True, slots=True)
class CallPostponed:
    """The request certainly was not handled: the intent is taken back, the job tries again later."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CallRefused:
    number: int
    reason: str
    unauthorised: bool = False


@dataclass(frozen=True, slots=True)
class CallUnsure:
    """The answer to the start request was lost: the call may be ringing."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CallLost:
    """The provider was asked as long as that makes sense, and does not know the call either."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class HoursClosed:
    """The call was planned, but it is not the time for it any more."""

    number: int


@dataclass(frozen=True, slots=True)
class PlanTaken:
    """A telephony session fetched the plan of this attempt; it alone may dial."""

    number: int
    session: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """``source`` is ``report`` (pushed by the scenario) or ``history`` (found by asking the provider)."""

    number: int
    report: CallReport
    source: str = "report"


@dataclass(frozen=True, slots=True)
class CallMoved:
    """A call that joins two people has got to this leg."""

    number: int
    session: str
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallOverdue:
    """Nobody has reported yet. ``gave_up``: and nobody will be asked any more."""

    number: int
    gave_up: bool = False


CallFact = (
    CallAsked
    | CallStarted
    | CallPostponed
    | CallRefused
    | CallUnsure
    | HoursClosed
    | PlanTaken
    | CallMoved
    | CallEnded
    | CallOverdue
)


@dataclass(frozen=True, slots=True)
class BridgeHeard:
    """The same of a bridge; ``number`` is then the bridge's."""

    what: CallFact


@dataclass(frozen=True, slots=True)
class CallHeld:
    """It would pass the day's spending limit. ``until`` (UTC): when it is tried again, unless somebody approves."""

    number: int
    until: datetime


# --- SMS ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SmsAsked:
    """Intent: the request that sends this message is about to leave."""

    sms: SmsRecord


@dataclass(frozen=True, slots=True)
class SmsTaken:
    """The gateway accepted the message."""

    ref: str
    sent: SentSms


@dataclass(frozen=True, slots=True)
class SmsPostponed:
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class SmsRefused:
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class SmsUnsure:
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class SmsLost:
    """The gateway was asked as long as that makes sense, or cannot be asked."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class SmsReported:
    ref: str
    report: SmsReport


@dataclass(frozen=True, slots=True)
class SmsHeld:
    """It would pass the day's spending limit."""

    ref: str
