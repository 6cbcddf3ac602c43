"""A breaker per neighbour and account: after a row of failures it stops asking for a while."""

from dataclasses import dataclass

from desk.errors import OUT_OF_ORDER, Temporary


@dataclass(slots=True)
class Breaker:
    """Opens after ``limit`` failures in a row; lets one trial through after the pause, which doubles.

    Moments are monotonic seconds, passed in.
    """

    name: str
    limit: int = 5
    first_pause: float = 5.0
    longest_pause: float = 60.0
    failures: int = 0
    open_until: float = 0.0
    held_until: float = 0.0
    _pause: float = 0.0
    _trial: bool = False

    def check(self, now: float) -> None:
        """Raise a blameless Temporary while held or open, or while the one trial is under way."""
        if self.held_until > now:
            raise Temporary(f"{self.name} asked us to wait", retry_after=self.held_until - now, blameless=True)
        if self.failures < self.limit:
            return
        left = self.open_until - now
        if left > 0 or self._trial:
            reason = f"{self.name} is not asked for a while"
            raise Temporary(reason, code=OUT_OF_ORDER, retry_after=max(left, 1.0), blameless=True)
        self._trial = True

    def succeed(self) -> None:
        self.failures, self._pause, self._trial = 0, 0.0, False

    def abandon(self) -> None:
        """The trial ended without saying anything about the neighbour (it was cancelled)."""
        self._trial = False

    def hold(self, until: float) -> None:
        """The neighbour itself named the moment before which nobody may ask."""
        self.held_until = max(self.held_until, until)

    def fail(self, now: float) -> None:
        self.failures += 1
        self._trial = False
        # What was under way when it opened says nothing new, and must not make the pause longer.
        if self.failures >= self.limit and now >= self.open_until:
            self._pause = min(self.longest_pause, self._pause * 2 or self.first_pause)
            self.open_until = now + self._pause
