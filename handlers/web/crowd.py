"""Who is connected, by address, and who must go when there are too many.

A hard limit alone would let an idle flood shut out the orders that come from behind the same address, as all do
behind a proxy. So a crowd beyond the limit is thinned out: those go first that never asked anything, and keep us
waiting longest. A burst of real orders has time to be read, and nobody who is being served is cut off.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

MOST_AT_ONCE = 5  # times the limit: beyond that newcomers are turned away


class Member(Protocol):
    """A connection. ``waiting_since`` in the loop's time, None while it is being served; ``served``: asked before."""

    served: bool
    waiting_since: float | None

    def force_close(self) -> None: ...


class Crowd:
    def __init__(self, most: int, grace_seconds: float) -> None:
        self._most = most
        self._grace = grace_seconds
        self._members: defaultdict[str, dict[Member, None]] = defaultdict(dict)
        self._alarms: dict[str, asyncio.TimerHandle] = {}

    def admit(self, address: str, newcomer: Member) -> bool:
        members = self._members[address]
        if len(members) >= self._most * MOST_AT_ONCE:
            return False
        members[newcomer] = None
        if len(members) > self._most and address not in self._alarms:
            self._set_alarm(address)
        return True

    def leave(self, address: str, member: Member) -> None:
        members = self._members[address]
        members.pop(member, None)
        if not members:
            del self._members[address]

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
