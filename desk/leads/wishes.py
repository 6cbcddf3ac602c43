"""What people wish of a lead with an effect outside, and what they say of one that nobody knows."""

from enum import StrEnum


class Deed(StrEnum):
    """A wish of a person that has an effect outside."""

    RETRY = "retry"
    REACHED = "reached"
    WON = "won"
    LOST = "lost"
    RESEND = "resend"


class Word(StrEnum):
    """What a person says of a request whose answer was lost, when the neighbour does not know either."""

    WENT = "went"
    NOT = "not"
