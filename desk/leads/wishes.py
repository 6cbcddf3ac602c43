"""What people wish of a lead with an effect outside, and what they say of one that nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """A wish of a person that has an effect outside."""

    RETRY = "retry"
    REACHED = "reached"
    WON = "won"
    LOST = "lost"
    RESEND = "resend"
    ANSWER = "answer"
    MACRO = "macro"
    STAGE = "stage"  # the deal goes to another one
    ORDER = "order"  # to be made in the store


class StepKind(StrEnum):
    """What a step of a macro does: each is a wish that people also have one by one."""

    NOTE = "note"
    POSTPONE = "postpone"
    ANSWER = "answer"
    WON = "won"
    LOST = "lost"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class MacroStep:
    """``text``: the note, the message to the customer, or the reason. ``name``: of the shop's answer it was made of.

    ``until`` (UTC): to which it is put off. ``at_once``: the message may go out while it is closed at the customer's.
    """

    kind: StepKind
    text: str = ""
    name: str = ""
    until: datetime | None = None
    at_once: bool = False


class Word(StrEnum):
    """What a person says of a request whose answer was lost, when the neighbour does not know either."""

    WENT = "went"
    NOT = "not"
