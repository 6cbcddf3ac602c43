"""What telephony is told, and how far it says it has got."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Speech:
    """What the robot says: a recording, or text read aloud. ``speed`` and ``volume`` in the provider's words."""

    text: str = ""
    recording: str = ""  # public address of an mp3
    language: str = ""
    voice: str = ""
    speed: str = ""
    volume: str = ""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Handed out once per attempt, to the first session that asks. ``phone`` is E.164."""

    token: str
    phone: str
    speech: Speech
    detect_machine: bool
    key_wait_seconds: int


@dataclass(frozen=True, slots=True)
class BridgePlan:
    """What a call that joins two people does: ``seller`` is rung first, hears ``speech``, then ``customer`` is rung.

    Handed out once, like a CallPlan. Both numbers are E.164.
    """

    token: str
    seller: str
    customer: str
    speech: Speech
    detect_machine: bool


class Leg(StrEnum):
    """How far a call has got that joins two people."""

    SELLER = "seller"  # their phone rings, or they hear what is coming
    CUSTOMER = "customer"  # the customer's phone rings
    TALK = "talk"  # they are joined


@dataclass(frozen=True, slots=True)
class CallProgress:
    """A call that joins two people has got so far. Nothing depends on it: the report says how it ended."""

    token: str
    session: str
    leg: Leg
