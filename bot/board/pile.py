"""The cards that wait for room in a group, in the order in which they will go. Pure; moments in real seconds.

In a flood there are thousands of them, and each asks now and then how many go before it: the order is kept.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from heapq import heappop, heappush

from bot.courier.limits import Precedence

REST = 3.0  # seconds between two changes of one card that nobody asked for: several become one
HASTE = 0.25  # seconds
LOST = 60.0  # seconds after which one that was expected is not waited for


class Rank(IntEnum):
    """Why a card wants to be shown; the smaller, the sooner."""

    PRESSED = 0  # somebody pressed it and looks at it
    FRESH_TROUBLE = 1
    FRESH = 2  # nobody has seen this lead in the group
    TROUBLE = 3
    CHANGED = 4


Turn = tuple[Rank, float, int]
PRECEDENCE = {
    Rank.PRESSED: Precedence.URGENT,
    Rank.FRESH_TROUBLE: Precedence.CARD,
    Rank.FRESH: Precedence.CARD,
    Rank.TROUBLE: Precedence.EDIT,
    Rank.CHANGED: Precedence.EDIT,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """``seen``: when it last asked for its turn. ``due``: when it will ask again, at the latest; who does not come
    back does not hold up the others."""

    rank: Rank
    fresh: bool
    since: float
    seen: float
    due: float


@dataclass(slots=True)
class Pile:
    """``named``: the leads that the digest of the present flood names."""

    waiting: dict[int, Waiting] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    unnamed: set[int] = field(default_factory=set)
    _queue: list[Turn] = field(default_factory=list)
    _expected: list[tuple[float, int]] = field(default_factory=list)
    _changed: dict[int, float] = field(default_factory=dict)
    _pressed: set[int] = field(default_factory=set)

    def join(self, lead_id: int, now: float, *, fresh: bool, trouble: bool) -> Rank:
        """Wait, or go on waiting from the first time on."""
        rank = self._rank(lead_id, fresh, trouble)
        known = self.waiting.get(lead_id)
        self._stand_back(lead_id)
        self.waiting[lead_id] = Waiting(rank, fresh, known.since if known else now, now, now)
        insort(self._queue, self._turn(lead_id))
        self._await(lead_id)
        self._call(lead_id, fresh)
        return rank

    def expect(self, lead_id: int, due: float) -> None:
        """It has been told when to come back."""
        if known := self.waiting.get(lead_id):
            self.waiting[lead_id] = replace(known, due=due)
            self._await(lead_id)

    def hasty(self, lead_id: int, now: float) -> bool:
        """It was here a moment ago: the world's clock is faster than Telegram's limits."""
        known = self.waiting.get(lead_id)
        return known is not None and now - known.seen < HASTE

    def step_aside(self, lead_id: int) -> None:
        """It could not be shown: until it tries again it keeps its place, and nobody waits for it."""
        self._stand_back(lead_id)

    def leave(self, lead_id: int, now: float, *, changed: bool) -> None:
        """Its card shows the present state; ``changed``: as of now."""
        self._stand_back(lead_id)
        self.waiting.pop(lead_id, None)
        self.unnamed.discard(lead_id)
        self._pressed.discard(lead_id)
        if changed:
            self._changed = {key: at for key, at in self._changed.items() if now - at < REST} | {lead_id: now}

    def press(self, lead_id: int) -> None:
        """Somebody pressed its card: the next change of it goes first."""
        self._pressed.add(lead_id)

    def place(self, lead_id: int) -> int:
        """How many go before it."""
        self._miss(self.waiting[lead_id].seen)
        return bisect_left(self._queue, self._turn(lead_id))

    def rest(self, lead_id: int, now: float) -> float:
        """Seconds until this card may change again for a reason that can wait."""
        return max(0.0, self._changed.get(lead_id, now - REST) + REST - now)

    def name(self, leads: Iterable[int]) -> None:
        """The digest of the present flood names them."""
        self.named.update(leads)
        self.unnamed -= self.named

    def flood(self) -> list[int]:
        """Every lead of the present flood; those whose cards have come stay, they may be far away by now."""
        return sorted(self.named | self.unnamed)

    def ebb(self) -> bool:
        """Forget the flood when all its cards have come: the next one gets a digest of its own."""
        if self.named & self.waiting.keys():
            return False
        self.named.clear()
        self.unnamed.update(lead_id for lead_id, it in self.waiting.items() if it.fresh)
        return True

    def _rank(self, lead_id: int, fresh: bool, trouble: bool) -> Rank:
        if lead_id in self._pressed:
            return Rank.PRESSED
        if fresh:
            return Rank.FRESH_TROUBLE if trouble else Rank.FRESH
        return Rank.TROUBLE if trouble else Rank.CHANGED

    def _call(self, lead_id: int, fresh: bool) -> None:
        """Whether a digest has still to name it."""
        if fresh and lead_id not in self.named:
            self.unnamed.add(lead_id)
        else:
            self.unnamed.discard(lead_id)

    def _turn(self, lead_id: int) -> Turn:
        it = self.waiting[lead_id]
        return it.rank, it.since, lead_id

    def _stand_back(self, lead_id: int) -> None:
        """Out of the queue, if it stands there."""
        if lead_id in self.waiting:
            turn = self._turn(lead_id)
            place = bisect_left(self._queue, turn)
            if self._queue[place : place + 1] == [turn]:
                del self._queue[place]

    def _await(self, lead_id: int) -> None:
        heappush(self._expected, (self.waiting[lead_id].due, lead_id))

    def _miss(self, now: float) -> None:
        """Whoever was expected and did not come leaves the queue."""
        while self._expected and now - self._expected[0][0] >= LOST:
            due, lead_id = heappop(self._expected)
            if lead_id in self.waiting and self.waiting[lead_id].due == due:
                self._stand_back(lead_id)
