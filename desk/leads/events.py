"""Facts: what happened to a lead. Each is told to ``process.advance`` once. What people do is in ``deeds``,
what is heard of calls and messages in ``reports``."""

from dataclasses import dataclass

from desk.leads import deeds, reports
from desk.model import Order, Partner

# What people do is told like everything else.
AnswerAsked = deeds.AnswerAsked
Attended = deeds.Attended
BridgeSettled = deeds.BridgeSettled
CallSettled = deeds.CallSettled
Claimed = deeds.Claimed
ConnectAsked = deeds.ConnectAsked
HandedTo = deeds.HandedTo
MacroAsked = deeds.MacroAsked
ManualAsked = deeds.ManualAsked
OrderAsked = deeds.OrderAsked
OutcomeExplained = deeds.OutcomeExplained
OutcomeSet = deeds.OutcomeSet
PhoneCorrected = deeds.PhoneCorrected
Postponed = deeds.Postponed
Released = deeds.Released
Remarked = deeds.Remarked
RetryAsked = deeds.RetryAsked
SmsRepeated = deeds.SmsRepeated
SmsSettled = deeds.SmsSettled
StageAsked = deeds.StageAsked
WishHeld = deeds.WishHeld
WishUndone = deeds.WishUndone
# What neighbours report about calls and messages, too.
BridgeHeard = reports.BridgeHeard
CallAsked = reports.CallAsked
CallEnded = reports.CallEnded
CallFact = reports.CallFact
CallHeld = reports.CallHeld
CallLost = reports.CallLost
CallMoved = reports.CallMoved
CallOverdue = reports.CallOverdue
CallPostponed = reports.CallPostponed
CallRefused = reports.CallRefused
CallStarted = reports.CallStarted
CallUnsure = reports.CallUnsure
HoursClosed = reports.HoursClosed
PlanTaken = reports.PlanTaken
SmsAsked = reports.SmsAsked
SmsHeld = reports.SmsHeld
SmsLost = reports.SmsLost
SmsPostponed = reports.SmsPostponed
SmsRefused = reports.SmsRefused
SmsReported = reports.SmsReported
SmsTaken = reports.SmsTaken
SmsUnsure = reports.SmsUnsure


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
    """The moment in ``held.until``. ``dropped``: why the wish is not carried out after all.

    ``by_force``: whoever asked still may do something with what somebody else has.
    """

    dropped: str = ""
    by_force: bool = True


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
    | BridgeSettled
    | SmsSettled
    | SmsRepeated
    | AnswerAsked
    | MacroAsked
    | StageAsked
    | OrderAsked
)
