"""The doors of the core, as protocols, and the values that pass through them. That of a CRM with leads is in ``crm``,
those of the exchange are in ``exchange.ports``.

All methods raise the errors of ``desk.errors`` and nothing else. All moments are aware datetimes in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable

from desk.exchange.hints import DealHint, StoreHint
from desk.model import Balance, InboundRequest
from desk.telephony import BridgePlan, CallPlan, CallProgress, Leg
from desk.tracking.hints import TouchHint


class Clock(Protocol):
    """The only source of time. ``monotonic`` is in real seconds, for time-outs and limits of sockets."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class Repeatability(StrEnum):
    """What may be done when the answer to a request was lost."""

    IDEMPOTENT = "idempotent"  # takes our key: repeat
    QUERYABLE = "queryable"  # can be asked what became of it: ask, never repeat on a guess
    BLIND = "blind"  # nobody can tell: a person decides


@dataclass(frozen=True, slots=True)
class Health:
    """A neighbour's answer to *can you work for us?*; ``detail`` is for people."""

    ok: bool
    detail: str = ""
    balance: Balance | None = None


# --- telephony ---------------------------------------------------------------------------------------------


class Disposition(StrEnum):
    """How a call attempt ended, in our words."""

    ANSWERED = "answered"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    CANCELLED = "cancelled"  # we stopped it ourselves
    FAILED = "failed"  # the provider or our scenario could not do it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StartedCall:
    provider_id: str
    stop_address: str = ""  # secret: whoever has it can end the call


@dataclass(frozen=True, slots=True)
class CallReport:
    """One report about one attempt. ``raw`` is the provider's own word, ``session`` its id of the session.

    ``leg``: of a call that joins two people, the last leg it came to; ``disposition`` is how that one ended.
    ``priced`` False: something may still be added to ``cost``.
    """

    token: str
    session: str
    disposition: Disposition
    raw: str = ""
    reason: str = ""
    talk_seconds: int = 0
    key: str = ""
    cost: Decimal | None = None
    leg: Leg | None = None
    priced: bool = True


class Caller(Protocol):
    """Calls of one kind: the robot's, or those that join two people.

    Starting is *queryable* by our token, and harmless when doubled: the plan is handed out once.
    """

    name: str

    async def start(self, token: str) -> StartedCall: ...
    async def find(self, token: str, since: datetime) -> CallReport | None: ...
    async def stop(self, stop_address: str) -> None: ...
    async def check(self) -> Health: ...


# --- SMS ---------------------------------------------------------------------------------------------------


class SmsStatus(StrEnum):
    SENDING = "sending"  # intent written, no answer yet
    SENT = "sent"  # the gateway took it
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sms:
    """``ref`` is ours, unique, at most 40 of ``A-Za-z0-9._-``. ``phone`` is E.164."""

    ref: str
    phone: str
    text: str


@dataclass(frozen=True, slots=True)
class SentSms:
    provider_id: str
    parts: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SmsReport:
    """``ref`` may be empty when the gateway only knows its own ``provider_id``."""

    ref: str
    provider_id: str
    status: SmsStatus
    raw: str = ""
    reason: str = ""
    cost: Decimal | None = None


class SmsGateway(Protocol):
    """``find`` says what became of one message, by our ref, its id, or number, text and time; None: not known."""

    name: str
    repeatability: Repeatability

    async def send(self, sms: Sms) -> SentSms: ...
    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None: ...
    async def check(self) -> Health: ...


# --- incoming events ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A telephony session wants to know what to do."""

    token: str
    session: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a neighbour says that moves no lead. ``alarm`` when people should hear of it."""

    kind: str
    text: str
    alarm: bool = False
    data: dict[str, str] = field(default_factory=dict)


HookFact = CallReport | CallProgress | SmsReport | Notice | StoreHint | DealHint | TouchHint


class Hook(Protocol):
    """A neighbour's events: pure functions on bytes.

    ``verify`` raises Unauthorised, ``parse`` raises Rejected. ``delivery_id`` makes two deliveries the same.
    ``success`` is the body the neighbour expects in a 200.
    """

    name: str
    success: bytes

    def verify(self, request: InboundRequest) -> None: ...
    def delivery_id(self, request: InboundRequest) -> str: ...
    def parse(self, request: InboundRequest) -> Sequence[HookFact]: ...


@runtime_checkable
class SecretAddress(Protocol):
    """A hook whose address is its secret: ``redact`` gives the request without it, as it may be kept."""

    def redact(self, request: InboundRequest) -> InboundRequest: ...


class PlanHook(Protocol):
    """The telephony scenario's question before it dials. ``ask`` verifies and raises Unauthorised or Rejected."""

    def ask(self, request: InboundRequest) -> PlanAsked: ...
    def answer(self, plan: CallPlan | BridgePlan) -> bytes: ...
