"""Facts that people make: what they did to a lead. ``events`` has them all."""

from dataclasses import dataclass
from datetime import datetime

from desk.leads.model import LeadStatus, Person
from desk.leads.wishes import Deed, MacroStep
from desk.phone import Dialable


@dataclass(frozen=True, slots=True)
class Claimed:
    by: Person


@dataclass(frozen=True, slots=True)
class Released:
    by: Person
    by_force: bool = False  # an admin gives back what somebody else has


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """Take the robot's next step now, from where it stopped."""

    by: Person


@dataclass(frozen=True, slots=True)
class ManualAsked:
    by: Person


@dataclass(frozen=True, slots=True)
class OutcomeSet:
    """``status`` is REACHED, WON or LOST."""

    by: Person
    status: LeadStatus


@dataclass(frozen=True, slots=True)
class OutcomeExplained:
    """Why it ended so, in a word of the list or the seller's own."""

    by: Person
    reason: str


@dataclass(frozen=True, slots=True)
class HandedTo:
    """To a colleague. ``by`` None: it is their turn."""

    to: Person
    by: Person | None = None
    by_force: bool = False  # an admin hands on what somebody else has


@dataclass(frozen=True, slots=True)
class Postponed:
    """``until`` is UTC."""

    by: Person
    until: datetime


@dataclass(frozen=True, slots=True)
class Remarked:
    """A private note: colleagues read it, customers never."""

    by: Person
    text: str


@dataclass(frozen=True, slots=True)
class Attended:
    """Whoever has it says that they are at it."""

    by: Person


@dataclass(frozen=True, slots=True)
class ConnectAsked:
    """Call me, then the customer, and join us."""

    by: Person


@dataclass(frozen=True, slots=True)
class WishHeld:
    """A wish with an effect outside: it may be taken back for as long as the rules say, and is carried out then.

    What ``subject`` and the others are stands in ``model.Held``.
    """

    by: Person
    deed: Deed
    subject: str = ""
    steps: tuple[MacroStep, ...] = ()
    by_force: bool = False
    name: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class WishUndone:
    by: Person
    by_force: bool = False  # an admin takes back what somebody else asked for


@dataclass(frozen=True, slots=True)
class CallSettled:
    """A person's word: a call of which nobody knew anything went out, or did not."""

    by: Person
    number: int
    went: bool
    by_force: bool = False  # an admin's word about what somebody else has
    off_duty: bool = False


@dataclass(frozen=True, slots=True)
class BridgeSettled:
    """A person's word: a call that was to join somebody with the customer, and of which nobody reported, rang, or did
    not."""

    by: Person
    number: int
    went: bool
    by_force: bool = False
    off_duty: bool = False


@dataclass(frozen=True, slots=True)
class SmsSettled:
    """A person's word: a message of which nobody knew anything went out, or did not."""

    by: Person
    ref: str
    went: bool
    by_force: bool = False
    off_duty: bool = False


@dataclass(frozen=True, slots=True)
class SmsRepeated:
    """Send a message anew that by a person's word did not go out."""

    by: Person
    ref: str


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    """Write this to the customer. ``name``: of the shop's answer it was made of, empty: a person's own words.

    ``at_once``: also while it is closed at the customer's.
    """

    by: Person
    text: str
    name: str = ""
    at_once: bool = False
    by_force: bool = False


@dataclass(frozen=True, slots=True)
class MacroAsked:
    """Several wishes in a row, all or none. ``steps`` are ready: texts filled in, moments known."""

    by: Person
    name: str
    steps: tuple[MacroStep, ...]
    by_force: bool = False


@dataclass(frozen=True, slots=True)
class StageAsked:
    """The deal shall go to ``stage`` (its code, which people read as ``name``). ``since``: where they saw it stand."""

    by: Person
    stage: str
    name: str = ""
    since: str = ""
    by_force: bool = False  # an admin moves what somebody else has


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """An order shall be made in the store for this lead."""

    by: Person
    by_force: bool = False


@dataclass(frozen=True, slots=True)
class PhoneCorrected:
    by: Person
    phone: Dialable
