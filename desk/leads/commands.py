"""What the process wants done. Cards, the CRM's picture and timers follow from the lead itself."""

from dataclasses import dataclass

from desk.leads.model import Person
from desk.leads.wishes import Deed


@dataclass(frozen=True, slots=True)
class Register:
    """Look up the partner, then create the lead in the CRM."""


@dataclass(frozen=True, slots=True)
class PlaceCall:
    number: int


@dataclass(frozen=True, slots=True)
class StopCall:
    """End a call that may be ringing."""

    number: int


@dataclass(frozen=True, slots=True)
class CheckCall:
    """Ask the provider what became of a call we have not heard of."""

    number: int


@dataclass(frozen=True, slots=True)
class PlaceBridge:
    number: int


@dataclass(frozen=True, slots=True)
class CheckBridge:
    """Find out what became of a bridge; it ends there if nobody knows."""

    number: int


@dataclass(frozen=True, slots=True)
class SendSms:
    ref: str


@dataclass(frozen=True, slots=True)
class CheckSms:
    ref: str


@dataclass(frozen=True, slots=True)
class TellNumber:
    """Give the full number to the one who has the lead, privately."""

    to: Person


@dataclass(frozen=True, slots=True)
class Assign:
    """Give it to whoever's turn it is; not to ``skip`` (a person's id), who just had it."""

    skip: int


@dataclass(frozen=True, slots=True)
class Remind:
    """Tell its owner privately that it waits for them."""

    whom: Person


@dataclass(frozen=True, slots=True)
class TellDropped:
    """Tell whoever asked for it that it was not done, and why."""

    whom: Person
    deed: Deed
    why: str


Command = (
    Register
    | PlaceCall
    | StopCall
    | CheckCall
    | PlaceBridge
    | CheckBridge
    | SendSms
    | CheckSms
    | TellNumber
    | Assign
    | Remind
    | TellDropped
)
