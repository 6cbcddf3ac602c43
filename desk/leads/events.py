"""Facts: what happened to a lead. Each is told to ``process.advance`` once. What people do is in ``deeds``."""

from dataclasses import dataclass
from datetime import datetime

from desk.leads import deeds
from desk.leads.model import SmsRecord
from desk.model import Order, Partner
from desk.ports import CallReport, SentSms, SmsReport, StartedCall
from desk.telephony import Leg

# What people do is told like everything else.
Attended = deeds.Attended
CallSettled = deeds.CallSettled
Claimed = deeds.Claimed
ConnectAsked = deeds.ConnectAsked
HandedTo = deeds.HandedTo
ManualAsked = deeds.ManualAsked
OutcomeExplained = deeds.OutcomeExplained
OutcomeSet = deeds.OutcomeSet
PhoneCorrected = deeds.PhoneCorrected
Postponed = deeds.Postponed
Released = deeds.Released
Remarked = deeds.Remarked
RetryAsked = deeds.RetryAsked
SmsRepeated = deeds.SmsRepeated
SmsSettled = deeds.SmsSettled
WishHeld = deeds.WishHeld
WishUndone = deeds.WishUndone


@dataclass(frozen=True, slots=True)
class OrderAttached:
    """The shop sent an order with the ref of this lead while the lead is in progress."""

    order: Order


# --- registration in the CRM ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartnerSought:
    partner: Partner


@dataclass(frozen=True, slots=True)
class RegistrationAsked:
    """Intent: the request that creates the CRM's lead is about to leave."""


@dataclass(frozen=True, slots=True)
class Registered:
    """``found``: it had been created by an earlier request whose answer was lost."""

    system: str
    crm_id: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationFailed:
    reason: str
    unauthorised: bool = False
    gave_up: bool = False  # temporary, but for too long


@dataclass(frozen=True, slots=True)
class RegistrationPostponed:
    """The CRM cannot do it now; it is tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class CrmMended:
    """The CRM accepts our credentials again."""


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


# --- money -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CostUntold:
    """The provider was asked for the price of a call (by its token) or a message (by its ref), and does not say."""

    ref: str


# --- time ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeCame:
    """The moment announced in ``next.at``."""


@dataclass(frozen=True, slots=True)
class PatienceEnded:
    """The moment in ``patience.at``."""


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """The moment in ``held.until``. ``dropped``: why the wish is not carried out after all."""

    dropped: str = ""


Event = (
    OrderAttached
    | PartnerSought
    | RegistrationAsked
    | Registered
    | RegistrationFailed
    | RegistrationPostponed
    | CrmMended
    | CallAsked
    | CallStarted
    | CallPostponed
    | CallRefused
    | CallUnsure
    | CallLost
    | HoursClosed
    | PlanTaken
    | CallEnded
    | CallMoved
    | CallOverdue
    | BridgeHeard
    | CallHeld
    | SmsAsked
    | SmsTaken
    | SmsPostponed
    | SmsRefused
    | SmsUnsure
    | SmsLost
    | SmsReported
    | SmsHeld
    | CostUntold
    | TimeCame
    | Claimed
    | Released
    | RetryAsked
    | ManualAsked
    | OutcomeSet
    | OutcomeExplained
    | HandedTo
    | Postponed
    | Remarked
    | Attended
    | PatienceEnded
    | ConnectAsked
    | PhoneCorrected
    | WishHeld
    | WishUndone
    | HoldEnded
    | CallSettled
    | SmsSettled
    | SmsRepeated
)
