"""Sending speed of own numbers: a message waits until the ones before it have left."""

from datetime import datetime, timedelta

from sandbox.twilio.errors import Refusal

LONGEST_QUEUE = timedelta(hours=10)


class Lines:
    """One part per second and number. ``enabled = False`` lets everything leave at once."""

    def __init__(self) -> None:
        self.enabled = True
        self._free: dict[str, datetime] = {}

    def take(self, sender: str, parts: int, now: datetime) -> datetime:
        """When the message may leave (world time). Raises Refusal(21611) when the queue is ten hours long."""
        if not self.enabled or not sender.startswith("+"):
            return now
        leave = max(now, self._free.get(sender, now))
        if leave - now > LONGEST_QUEUE:
            raise Refusal(21611)
        self._free[sender] = leave + timedelta(seconds=parts)
        return leave
