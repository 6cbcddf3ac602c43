"""A lead: a request we are working on, from intake to close. Values only; what moves them is ``process``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.leads.records import CallAttempt, SmsRecord
from desk.leads.wishes import Deed, MacroStep
from desk.model import Order, Partner
from desk.telephony import Leg
from desk.values import replace


class LeadStatus(StrEnum):
    NEW = "new"  # kept, not yet in the CRM
    WAITING_HOURS = "waiting_hours"
    CALLING = "calling"
    WAITING_RETRY = "waiting_retry"
    REACHED = "reached"
    VOICEMAIL = "voicemail"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid_number"
    MANUAL = "manual"  # a person's
    WON = "won"
    LOST = "lost"


FINAL = frozenset(
    {
        LeadStatus.REACHED,
        LeadStatus.VOICEMAIL,
        LeadStatus.UNREACHABLE,
        LeadStatus.INVALID_NUMBER,
        LeadStatus.WON,
        LeadStatus.LOST,
    }
)
ROBOT = frozenset({LeadStatus.NEW, LeadStatus.WAITING_HOURS, LeadStatus.CALLING, LeadStatus.WAITING_RETRY})
OPEN = (*ROBOT, LeadStatus.MANUAL)  # somebody or something is still at work on it


class Action(StrEnum):
    """What happens next with a lead."""

    REGISTER = "register"  # create it in the CRM
    CALL = "call"  # the robot calls
    AWAIT_RESULT = "await_result"  # the robot is on the line; after `at` a person takes over
    CHECK_HOURS = "check_hours"  # look again whether it is open (the fixed recheck)
    PERSON = "person"  # somebody has to take it
    NOTHING = "nothing"  # the lead is final


class Trouble(StrEnum):
    """Why a person is needed."""

    NO_PHONE = "no_phone"
    BAD_PHONE = "bad_phone"
    UNREADABLE = "unreadable"
    NO_CONSENT = "no_consent"
    CALLS_OFF = "calls_off"
    NEVER_OPEN = "never_open"
    CRM_REFUSED = "crm_refused"
    CRM_TOKEN = "crm_token"  # noqa: S105
    CRM_DOWN = "crm_down"
    CALL_FAILED = "call_failed"
    CALL_TOKEN = "call_token"  # noqa: S105
    NO_RESULT = "no_result"
    UNCLEAR = "unclear"  # connected, but nobody knows who answered


@dataclass(frozen=True, slots=True)
class Next:
    """The announced next action, which is the one then taken. ``at`` is UTC, None where no clock decides."""

    action: Action
    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A seller or an admin, by the id of their Telegram account."""

    id: int
    name: str


COMMAND_LINE = Person(0, "command line")


@dataclass(frozen=True)  # without slots: copied at every step, see desk.values
class Bridge:
    """A call that joins ``by``, who had the lead, with its customer: first their phone rings, then the customer's.

    ``leg`` is how far it has got, None while no telephony session has begun it. ``begun_at``: when it was asked for.
    """

    by: Person
    begun_at: datetime
    call: CallAttempt
    leg: Leg | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Until ``until`` (UTC) the wish may be taken back, then it is carried out.

    ``subject`` is the message of a RESEND, the name of an ANSWER or a MACRO, with their ``steps``, or the code of a
    STAGE, which people read as ``name``; ``since``: the code of where they saw the deal stand. ``by_force``: an admin
    does it with what somebody else has. ``reason``: why the lead was lost, said meanwhile.
    """

    deed: Deed
    by: Person
    until: datetime
    subject: str = ""
    reason: str = ""
    steps: tuple[MacroStep, ...] = ()
    by_force: bool = False
    name: str = ""
    since: str = ""

    @property
    def named(self) -> str:
        """Which answer, macro or stage, as people know it."""
        return self.name or (self.subject if self.steps else "")


class Stage(StrEnum):
    """What happens when the clock that watches people runs out."""

    ANSWER_SOON = "answer_soon"  # nobody took it: the sellers are warned
    ANSWER_OVER = "answer_over"  # the admins are told
    IDLE_SOON = "idle_soon"  # its owner did nothing: they are reminded
    IDLE_OVER = "idle_over"  # it goes to somebody else
    POSTPONED = "postponed"  # its owner is called back to it


@dataclass(frozen=True, slots=True)
class Patience:
    """``at``: when ``stage`` happens, None: it has. ``due``: when patience ends altogether. All UTC."""

    stage: Stage
    since: datetime
    at: datetime | None
    due: datetime


@dataclass(frozen=True, slots=True)
class Attached:
    at: datetime
    order: Order


@dataclass(frozen=True)  # without slots: copied at every step, see desk.values
class Lead:
    """``phone`` is E.164, empty while ``phone_problem`` says why; ``zone_from`` names what the zone came from.

    ``origin`` is the marker by which neighbours know the lead as ours; it is unique over all installations.
    """

    id: int
    origin: str
    status: LeadStatus
    order: Order
    created_at: datetime
    phone: str
    phone_problem: str
    zone: str
    zone_from: str
    city: str
    next: Next
    calls_allowed: int
    partner: Partner | None = None
    partner_sought: bool = False
    crm_system: str = ""
    crm_id: str = ""
    crm_asked: bool = False
    calls: tuple[CallAttempt, ...] = ()
    messages: tuple[SmsRecord, ...] = ()
    assignee: Person | None = None
    trouble: Trouble | None = None
    trouble_text: str = ""
    attached: tuple[Attached, ...] = ()
    changed_at: datetime | None = None
    patience: Patience | None = None
    outcome_reason: str = ""
    bridges: tuple[Bridge, ...] = ()
    held: Held | None = None

    @property
    def final(self) -> bool:
        return self.status in FINAL

    @property
    def unanswered(self) -> bool:
        """Nobody took it, and the sellers were warned of that."""
        return self.patience is not None and self.patience.stage is Stage.ANSWER_OVER

    @property
    def overdue(self) -> bool:
        """Nobody took it in time."""
        return self.unanswered and self.patience is not None and self.patience.at is None

    @property
    def ref(self) -> str:
        return self.order.ref

    @property
    def call(self) -> CallAttempt | None:
        """The latest attempt."""
        return self.calls[-1] if self.calls else None

    @property
    def bridge(self) -> Bridge | None:
        """The latest."""
        return self.bridges[-1] if self.bridges else None

    def attempt(self, number: int) -> CallAttempt | None:
        return next((call for call in self.calls if call.number == number), None)

    def message(self, ref: str) -> SmsRecord | None:
        return next((sms for sms in self.messages if sms.ref == ref), None)

    def with_attempt(self, changed: CallAttempt) -> "Lead":
        calls = tuple(changed if call.number == changed.number else call for call in self.calls)
        return replace(self, calls=calls)

    def with_bridge(self, changed: Bridge) -> "Lead":
        bridges = tuple(changed if it.call.number == changed.call.number else it for it in self.bridges)
        return replace(self, bridges=bridges)

    def with_message(self, changed: SmsRecord) -> "Lead":
        messages = tuple(changed if sms.ref == changed.ref else sms for sms in self.messages)
        return replace(self, messages=messages)
