"""Where the sellers are, and what is called how on the board."""

from dataclasses import dataclass
from datetime import datetime

LEAD = "lead:"


@dataclass(frozen=True, slots=True)
class Place:
    """The sellers' group, or one topic of it. ``chat_id`` 0: there is none."""

    chat_id: int
    thread_id: int | None = None


def lead_name(lead_id: int) -> str:
    return f"{LEAD}{lead_id}"


def incident_name(cause: str, opened_at: datetime) -> str:
    """Each outage has a card of its own: the next one has to be noticed."""
    return f"incident:{cause}:{int(opened_at.timestamp())}"


def reminder_name(lead_id: int) -> str:
    return f"reminder:{lead_id}"


def number_name(lead_id: int) -> str:
    """The private message with the whole number."""
    return f"number:{lead_id}"


def whisper_name(name: str, person: int) -> str:
    """A private message that only the group could bring them; ``shown`` is its own number there."""
    return f"whispered:{name}:{person}"


def alarm_name(cause: str) -> str:
    return f"alarm:{cause}"
