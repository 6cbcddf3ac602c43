"""Looks for a deal's lead in the lists, where Calltouch itself does not look as far back as it is asked to.

A shorter ``searchDepth`` would be taken, and would bind other leads than the rules say (CR-67).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from desk.ports import Clock
from desk.tracking.model import Kind, Touch
from desk.tracking.ports import Search
from integrations.calltouch.moments import days_between

ListDay = Callable[[date], Awaitable[Sequence[Touch]]]


class LeadSearch:
    """Days that are over are asked for once: nothing comes to them any more."""

    def __init__(self, list_day: ListDay, clock: Clock, zone: ZoneInfo) -> None:
        self._list_day = list_day
        self._clock = clock
        self._zone = zone
        self._over: dict[date, Sequence[Touch]] = {}

    async def find(self, search: Search) -> Touch | None:
        """The nearest call of one of the phones, else the nearest request with a phone or an e-mail (CR-63)."""
        since, request = search.before - search.depth, None
        for day in reversed(days_between(since, search.before, self._zone)):
            touches = [it for it in await self._touches(day) if since <= it.at <= search.before]
            if call := _nearest(it for it in touches if it.kind is Kind.CALL and it.phone in search.phones):
                return call
            request = request or _nearest(it for it in touches if it.kind is Kind.REQUEST and _fits(it, search))
            if request and not search.phones:
                return request
        return request

    async def _touches(self, day: date) -> Sequence[Touch]:
        if day in self._over:
            return self._over[day]
        told = await self._list_day(day)
        if day < self._clock.now().astimezone(self._zone).date():
            self._over[day] = told
        return told


def _fits(touch: Touch, search: Search) -> bool:
    return touch.phone in search.phones or touch.email in search.emails


def _nearest(touches: Iterable[Touch]) -> Touch | None:
    return max(touches, key=lambda touch: touch.at, default=None)
