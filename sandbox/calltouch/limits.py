"""Five requests a second from one address, in the world's time; what is refused counts, too."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


class Limit:
    """``refused``: how many were. ``busiest``: the most requests that any second has seen."""

    def __init__(self, rate: int = 5) -> None:
        self.rate = rate
        self.refused = 0
        self.busiest = 0
        self._seen: dict[str, deque[datetime]] = defaultdict(deque)

    def admits(self, address: str, now: datetime) -> bool:
        seen = self._seen[address]
        while seen and now - seen[0] >= SECOND:
            seen.popleft()
        seen.append(now)
        self.busiest = max(self.busiest, len(seen))
        if len(seen) <= self.rate:
            return True
        self.refused += 1
        return False
