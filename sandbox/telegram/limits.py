"""Sending limits in world time. https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""

from collections import deque
from datetime import datetime, timedelta

from sandbox.kit.clock import WorldClock
from sandbox.telegram.errors import too_many

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
EVERYWHERE = 0  # no chat has this number


class Window:
    """At most ``size`` happenings within ``span``."""

    def __init__(self, size: int, span: timedelta) -> None:
        self.size = size
        self.span = span
        self._seen: deque[datetime] = deque()

    def wait(self, now: datetime, count: int) -> float:
        """Seconds until ``count`` more fit; 0 when they fit now."""
        while self._seen and self._seen[0] <= now - self.span:
            self._seen.popleft()
        over = len(self._seen) + min(count, self.size) - self.size
        return (self._seen[over - 1] + self.span - now).total_seconds() if over > 0 else 0.0

    def take(self, now: datetime, count: int) -> None:
        self._seen.extend([now] * count)


class Bucket:
    """One happening per second on average, ``burst`` at once."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._full_at: datetime | None = None

    def wait(self, now: datetime, count: int) -> float:
        busy = self._busy(now)
        free = SECOND * (self._burst - min(count, self._burst))
        return max(0.0, (busy - free).total_seconds())

    def take(self, now: datetime, count: int) -> None:
        self._full_at = now + self._busy(now) + SECOND * count

    def _busy(self, now: datetime) -> timedelta:
        return max(timedelta(0), self._full_at - now) if self._full_at else timedelta(0)


class Limits:
    """About one message a second per chat, 20 a minute per group, 30 a second in all.

    Edits count in the group's and in the whole; answering callback queries and deleting count nowhere.
    ``flood`` shuts a chat, or all of them, for a while, as the real server does for reasons of its own.
    """

    def __init__(self, clock: WorldClock, burst: int = 3, per_group: int = 20, in_all: int = 30) -> None:
        self.enabled = True
        self.burst = burst
        self.per_group = per_group
        self._clock = clock
        self._all = Window(in_all, SECOND)
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, Window] = {}
        self._floods: dict[int, datetime] = {}

    def flood(self, seconds: float, chat_id: int = EVERYWHERE) -> None:
        """Until then whatever is put into this chat is answered 429, with what is left as ``retry_after``."""
        self._floods[chat_id] = self._clock.now() + timedelta(seconds=seconds)

    def spend(self, chat_id: int, group: bool, count: int = 1, edit: bool = False) -> None:
        """Raises 429 and counts nothing when one of the limits is reached, or while the chat is flooded."""
        self._check_flood(chat_id)
        if not self.enabled:
            return
        meters: list[Window | Bucket] = [self._all]
        if not edit:
            meters.append(self._chats.setdefault(chat_id, Bucket(self.burst)))
        if group:
            meters.append(self._groups.setdefault(chat_id, Window(self.per_group, MINUTE)))
        now = self._clock.now()
        longest = max(meter.wait(now, count) for meter in meters)
        if longest > 0:
            raise too_many(longest)
        for meter in meters:
            meter.take(now, count)

    def _check_flood(self, chat_id: int) -> None:
        ends = [self._floods[it] for it in (chat_id, EVERYWHERE) if it in self._floods]
        if ends and (left := (max(ends) - self._clock.now()).total_seconds()) > 0:
            raise too_many(left)
