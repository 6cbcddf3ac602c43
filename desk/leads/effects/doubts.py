"""Requests to the CRM that may still be under way: it ends what it has begun, whether the connection holds or not."""

from datetime import UTC, datetime, timedelta

from desk.ports import Clock

AT_WORK = timedelta(minutes=1)  # no CRM of ours works longer on one request
NEVER = datetime.min.replace(tzinfo=UTC)


class Doubts:
    """By number of the lead. What an earlier process has asked for is in doubt when this one begins."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun = clock.now()
        self._asked: dict[int, datetime] = {}

    def ask(self, lead_id: int) -> None:
        """From now on nobody knows, until ``settle``."""
        self._asked[lead_id] = self._clock.now()

    def settle(self, lead_id: int, *, done: bool) -> None:
        """The answer came: it is ``done`` and needs no more thought, or certainly not done."""
        self._asked[lead_id] = NEVER
        if done:
            del self._asked[lead_id]

    def left(self, lead_id: int) -> float:
        """Seconds for which a search may find nothing, and yet the request be carried out afterwards."""
        over = self._asked.get(lead_id, self._begun) - self._clock.now() + AT_WORK
        return max(0.0, over.total_seconds())
