"""Telegram's sending limits, in real seconds. Pure: moments are passed in.

30 messages a second in all, one a second in a chat, 20 a minute in a group, edits included.
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum

SECOND = 1.05  # seconds: a little more, since requests may overtake each other on the way
MINUTE = 61.0


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a limit may be full before somebody of this precedence waits: the rest is kept for others."""

    per_second: int
    per_group_minute: int


class Precedence(Enum):
    """Who goes first. Everybody has a share; what is more pressing also has what is left above it."""

    ANSWER = Share(30, 20)
    PRIVATE = Share(28, 19)
    URGENT = Share(26, 18)  # a card somebody has just pressed, a trouble
    DIGEST = Share(24, 18)  # names many leads at once, so it must get through while cards queue
    CARD = Share(22, 16)
    EDIT = Share(20, 13)


class Window:
    """What happened within the last ``span`` seconds."""

    def __init__(self, span: float) -> None:
        self._span = span
        self._stamps: deque[float] = deque()

    def wait(self, now: float, most: int) -> float:
        """Seconds until fewer than ``most`` are left inside."""
        while self._stamps and self._stamps[0] <= now - self._span:
            self._stamps.popleft()
        if len(self._stamps) < most:
            return 0.0
        return self._stamps[-most] + self._span - now

    def take(self, now: float) -> None:
        self._stamps.append(now)

    def copy(self) -> "Window":
        twin = Window(self._span)
        twin._stamps = self._stamps.copy()
        return twin


class Limits:
    """Negative chats are groups."""

    def __init__(self) -> None:
        self._all = Window(SECOND)
        self._chats: dict[int, Window] = {}
        self._groups: dict[int, Window] = {}

    def wait(self, chat_id: int, precedence: Precedence, now: float) -> float:
        """Seconds until one more message may leave for this chat."""
        share = precedence.value
        waits = [self._all.wait(now, share.per_second), self._chat(chat_id).wait(now, 1)]
        if chat_id < 0:
            waits.append(self._group(chat_id).wait(now, share.per_group_minute))
        return max(waits)

    def take(self, chat_id: int, now: float) -> None:
        self._all.take(now)
        self._chat(chat_id).take(now)
        if chat_id < 0:
            self._group(chat_id).take(now)

    def forecast(self, group_id: int, precedence: Precedence, now: float, place: int) -> float:
        """Seconds until the message at ``place`` (0: the next one) of a queue may leave, if nobody else sends."""
        minute, second, moment = self._group(group_id).copy(), self._chat(group_id).copy(), now
        for _ in range(place + 1):
            moment += max(minute.wait(moment, precedence.value.per_group_minute), second.wait(moment, 1))
            minute.take(moment)
            second.take(moment)
        return moment - now

    def _chat(self, chat_id: int) -> Window:
        return self._chats.setdefault(chat_id, Window(SECOND))

    def _group(self, chat_id: int) -> Window:
        return self._groups.setdefault(chat_id, Window(MINUTE))
