"""Telegram's sending limits, in real seconds. Pure: moments are passed in.

30 messages a second in all, one a second in a chat, 20 a minute in a group, edits included. Short bursts into a chat
are said to pass; we never try. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

SECOND = 1.05  # seconds: a little more, since requests may overtake each other on the way
MINUTE = 60.5
EASY = 8  # cards that a quiet group gets at once; more of them keep their distance
FAR = 120.0  # seconds: beyond, a forecast counts on an even pace


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a limit may be full before somebody of this precedence waits: the rest is kept for others.

    ``steady``: not all at once. A group that was filled in a burst has no room for anybody for most of a minute;
    one that is filled evenly has some again every three seconds.
    """

    per_second: int
    per_group_minute: int
    steady: bool = False


class Precedence(Enum):
    """Who goes first. Everybody has a share; what is more pressing also has what is left above it."""

    ANSWER = Share(30, 20)
    PRIVATE = Share(29, 20)
    URGENT = Share(28, 20)  # a card somebody has just pressed, a trouble
    DIGEST = Share(27, 20)  # names many leads at once, so it must get through while cards queue
    CARD = Share(26, 19, steady=True)
    EDIT = Share(25, 19, steady=True)


class Window:
    """What happened within the last ``span`` seconds."""

    def __init__(self, span: float, stamps: Iterable[float] = ()) -> None:
        self._span = span
        self._stamps = deque(stamps)

    def wait(self, now: float, most: int) -> float:
        """Seconds until fewer than ``most`` are left inside."""
        self._forget(now)
        if len(self._stamps) < most:
            return 0.0
        return self._stamps[-most] + self._span - now

    def rest(self, now: float, easy: int, most: int) -> float:
        """Seconds until the next is due where, beyond ``easy``, ``most`` are spread evenly over the span.

        A little faster than evenly: a moment that was missed is never made up for.
        """
        self._forget(now)
        if len(self._stamps) < easy:
            return 0.0
        return max(0.0, self._stamps[-1] + self._span / (most + 1) - now)

    def take(self, now: float) -> None:
        self._stamps.append(now)

    def ages(self, now: float) -> list[float]:
        self._forget(now)
        return [now - stamp for stamp in self._stamps]

    def copy(self) -> "Window":
        return Window(self._span, self._stamps)

    def _forget(self, now: float) -> None:
        while self._stamps and self._stamps[0] <= now - self._span:
            self._stamps.popleft()


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
            waits.append(_room(self._group(chat_id), share, now))
        return max(waits)

    def take(self, chat_id: int, now: float) -> None:
        self._all.take(now)
        self._chat(chat_id).take(now)
        if chat_id < 0:
            self._group(chat_id).take(now)

    def forecast(self, group_id: int, precedence: Precedence, now: float, place: int) -> float:
        """Seconds until the message at ``place`` (0: the next one) of a queue may leave, if nobody else sends."""
        minute, second, moment = self._group(group_id).copy(), self._chat(group_id).copy(), now
        for done in range(place + 1):
            moment += max(_room(minute, precedence.value, moment), second.wait(moment, 1))
            if moment - now > FAR:
                return moment - now + (place - done) * MINUTE / precedence.value.per_group_minute
            minute.take(moment)
            second.take(moment)
        return moment - now

    def ages(self, now: float) -> dict[int, list[float]]:
        """How many seconds ago each group got what it got within the last minute."""
        return {group: ages for group, window in self._groups.items() if (ages := window.ages(now))}

    def recall(self, group_id: int, ages: Iterable[float], now: float) -> None:
        """What an earlier process has sent comes before what this one sent."""
        later = [now - age for age in self._group(group_id).ages(now)]
        self._groups[group_id] = Window(MINUTE, sorted([now - age for age in ages] + later))

    def _chat(self, chat_id: int) -> Window:
        return self._chats.setdefault(chat_id, Window(SECOND))

    def _group(self, chat_id: int) -> Window:
        return self._groups.setdefault(chat_id, Window(MINUTE))


def _room(group: Window, share: Share, now: float) -> float:
    full = group.wait(now, share.per_group_minute)
    return max(full, group.rest(now, EASY, share.per_group_minute)) if share.steady else full
