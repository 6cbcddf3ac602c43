"""A machine whose clock is set, goes wrong slowly, or goes on while the machine sleeps; and who remembers all that."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from bot.app.clock import SteadyClock

PACE_BEGINS = datetime(2000, 1, 1, tzinfo=UTC)  # a pace is told as a moment, so that it can be judged like one


class Machine(SteadyClock):
    """``shown`` is on its wall, ``passed`` are the seconds that really passed while it was awake.

    ``drift``: seconds by which the wall gains on each second.
    """

    def __init__(self, start: datetime) -> None:
        self.shown, self.passed, self.drift = start, 0.0, 0.0
        self._turns: list[tuple[float, datetime]] = [(0.0, start)]  # from this pace on, the wall began there
        super().__init__(lambda: self.shown, lambda: self.passed)

    def turn(self, seconds: float) -> None:
        self.passed += seconds
        self.shown += timedelta(seconds=seconds * (1 + self.drift))
        if self.drift:
            self._note()

    def turn_to(self, moment: datetime) -> None:
        self.turn((moment - self.now()).total_seconds())

    def set(self, shown: datetime) -> None:
        self.shown = shown
        self._note()

    def sleep_through(self, span: timedelta) -> None:
        self.set(self.shown + span)

    @property
    def pace(self) -> datetime:
        return PACE_BEGINS + timedelta(seconds=self.passed)

    def wall_at(self, pace: datetime) -> datetime:
        """What the wall showed at this moment of the pace."""
        seconds = (pace - PACE_BEGINS).total_seconds()
        since, shown = self._turns[bisect_right(self._turns, seconds, key=lambda it: it[0]) - 1]
        return shown + timedelta(seconds=seconds - since)

    def _note(self) -> None:
        self._turns.append((self.passed, self.shown))
