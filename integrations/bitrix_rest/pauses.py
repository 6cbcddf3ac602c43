"""When not to ask: the whole portal after a burst too many, one method after too much work.

https://apidocs.bitrix24.com/limits.html
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.errors import Temporary
from desk.ports import Clock

FIRST, LONGEST = timedelta(seconds=1), timedelta(seconds=30)
WINDOW = timedelta(minutes=10)  # the portal adds working time up over ten minutes
UNNAMED = timedelta(minutes=1)  # pause of a method when the portal names no end


class Pauses:
    """A paused call ends in a blameless Temporary before anything is sent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._everything = datetime.min.replace(tzinfo=UTC)
        self._step = FIRST
        self._methods: dict[str, datetime] = {}
        self._resets: dict[str, datetime] = {}

    def check(self, methods: Iterable[str]) -> None:
        now = self._clock.now()
        until = max([self._everything, *(self._methods[name] for name in methods if name in self._methods)])
        if until > now:
            left = (until - now).total_seconds()
            raise Temporary("Bitrix24 asked us to wait", code="paused", retry_after=left, blameless=True)

    def slow_down(self) -> float:
        """Pause the whole portal, a little longer every time; returns the seconds."""
        self._everything = self._clock.now() + self._step
        pause, self._step = self._step, min(self._step * 2, LONGEST)
        return pause.total_seconds()

    def relax(self) -> None:
        self._step = FIRST

    def note(self, method: str, time: Any) -> None:
        """Remember when the method's oldest minute leaves the window; self-hosted portals do not say."""
        stamp = time.get("operating_reset_at") if isinstance(time, dict) else None
        if isinstance(stamp, (int, float)) and 0 < stamp < 2**33:
            self._resets[method] = datetime.fromtimestamp(stamp, UTC)

    def block(self, method: str) -> float:
        """Pause one method until its working time is counted anew; returns the seconds."""
        now = self._clock.now()
        reset = self._resets.get(method, now)
        until = min(reset, now + WINDOW) if reset > now else now + UNNAMED
        self._methods[method] = until
        return (until - now).total_seconds()
