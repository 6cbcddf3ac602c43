"""What happens to a number when it is called."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sandbox.voximplant.params import strip_number

Outcome = Literal[
    "answered",
    "voicemail",
    "busy",
    "no_answer",
    "unavailable",
    "rejected",
    "bad_number",
    "no_money",
    "playback_error",
    "crash",
]
Report = Literal["once", "lost", "twice", "late", "before_answer"]

FAILURES: dict[str, tuple[int, str]] = {
    "busy": (486, "Busy Here"),
    "no_answer": (408, "Request Timeout"),
    "unavailable": (480, "Temporarily Unavailable"),
    "rejected": (603, "Decline"),
    "bad_number": (404, "Not Found"),
    "no_money": (402, "Payment Required"),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Durations are world seconds.

    ``crash``: the script throws after ``talk_s`` of the conversation, or while ringing when it is 0.
    ``report``: what becomes of the callback; ``before_answer`` holds the answer to StartScenarios back
    until the callback was delivered. ``key`` is pressed only when the plan waits for one.
    ``played``: the person hears the message to its end. ``talk_s`` of a call that joins two people begins when they
    are joined, and the shorter of the two counts.
    """

    outcome: Outcome = "answered"
    report: Report = "once"
    ring_s: float = 5.0
    talk_s: float = 12.0
    key: str = ""
    played: bool = True
    amd: Literal["HUMAN", "TIMEOUT", "ERROR"] = "HUMAN"
    late_s: float = 120.0


class Fates:
    """Fates by number: one that stays, or a queue whose last one stays; others meet ``default``."""

    def __init__(self) -> None:
        self.default = Fate()
        self._queues: dict[str, deque[Fate]] = {}

    def __setitem__(self, number: str, fate: Fate | Iterable[Fate]) -> None:
        queue = deque([fate] if isinstance(fate, Fate) else fate)
        if not queue:
            raise ValueError("a queue of fates needs at least one")
        self._queues[strip_number(number)] = queue

    def __delitem__(self, number: str) -> None:
        del self._queues[strip_number(number)]

    def __getitem__(self, number: str) -> Fate:
        """What the next call of this number meets."""
        queue = self._queues.get(strip_number(number))
        return queue[0] if queue else self.default

    def take(self, number: str) -> Fate:
        fate = self[number]
        queue = self._queues.get(strip_number(number))
        if queue and len(queue) > 1:
            queue.popleft()
        return fate

    @property
    def expect_race(self) -> bool:
        """Somebody's callback is to come before the answer; whose, only the plan will tell."""
        fates = [self.default, *(fate for queue in self._queues.values() for fate in queue)]
        return any(fate.report == "before_answer" for fate in fates)
