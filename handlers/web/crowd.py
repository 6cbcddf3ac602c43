"""Who is connected, by address, and who must go when there are too many.

A hard limit alone would let an idle flood shut out the orders that come from behind the same address, as all do
behind a proxy. So a crowd beyond the limit is thinned out: those go first that never asked anything, and keep us
waiting longest. A burst of real orders has time to be read, and nobody who is being served is cut off.

Many small crowds together can be more than the process has room for. Then every newcomer costs the place of the one
that keeps us waiting longest, wherever it is from: an order is read long before its turn to go comes.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

MOST_AT_ONCE = 5  # times the limit: beyond that newcomers are turned away
MANY = 10_000


class Member(Protocol):
    """A connection. ``waiting_since`` in the loop's time, None while it is being served; ``served``: asked before."""

    served: bool
    waiting_since: float | None

    def force_close(self) -> None: ...


class Crowd:
    """``most`` from one address; ``room`` says how many there may be at this moment from all of them."""

    def __init__(self, most: int, grace_seconds: float, room: Callable[[], int] = lambda: MANY) -> None:
        self._most = most
        self._grace = grace_seconds
        self._room = room
        self._all: dict[Member, str] = {}  # in the order in which they came
        self._members: defaultdict[str, dict[Member, None]] = defaultdict(dict)
        self._alarms: dict[str, asyncio.TimerHandle] = {}

    def admit(self, address: str, newcomer: Member) -> bool:
        if len(self._members.get(address, ())) >= self._most * MOST_AT_ONCE or not self._make_room():
            return False
        members = self._members[address]
        members[newcomer] = None
        self._all[newcomer] = address
        if len(members) > self._most and address not in self._alarms:
            self._set_alarm(address)
        return True

    def leave(self, address: str, member: Member) -> None:
        self._all.pop(member, None)
        members = self._members[address]
        members.pop(member, None)
        if not members:
            del self._members[address]

    def _make_room(self) -> bool:
        """False: everybody is being served."""
        if len(self._all) < self._room():
            return True
        waiting = (member for member in self._all if member.waiting_since is not None)
        longest = next((member for member in waiting if not member.served), None) or _longest_idle(self._all)
        if longest is None:
            return False
        self.leave(self._all[longest], longest)
        longest.force_close()
        return True

    def _set_alarm(self, address: str) -> None:
        self._alarms[address] = asyncio.get_running_loop().call_later(self._grace, self._thin_out, address)

    def _thin_out(self, address: str) -> None:
        del self._alarms[address]
        members = self._members.get(address, {})
        for member in _surplus(members, len(members) - self._most, asyncio.get_running_loop().time() - self._grace):
            self.leave(address, member)
            member.force_close()
        if len(members) > self._most:
            self._set_alarm(address)


def _longest_idle(members: Iterable[Member]) -> Member | None:
    rows = [(since, member) for member in members if (since := member.waiting_since) is not None]
    return min(rows, key=lambda row: row[0])[1] if rows else None


def _surplus(members: Iterable[Member], excess: int, long_ago: float) -> list[Member]:
    """Strangers first. A regular goes only for what strangers cannot make up, those still in their grace included:
    they are looked at again soon, and a regular cut too early has lost its order.
    """
    waiting = sorted(
        ((since, member) for member in members if (since := member.waiting_since) is not None), key=lambda row: row[0]
    )
    strangers = [row for row in waiting if not row[1].served]
    regulars = [row for row in waiting if row[1].served]
    chosen = _ripe(strangers, long_ago)[: max(0, excess)] + _ripe(regulars, long_ago)[: max(0, excess - len(strangers))]
    return [member for _, member in chosen]


def _ripe(rows: list[tuple[float, Member]], long_ago: float) -> list[tuple[float, Member]]:
    return [row for row in rows if row[0] <= long_ago]
