"""The two limits of the cloud, both in world time: https://apidocs.bitrix24.com/limits.html"""

from collections import defaultdict
from datetime import datetime


class Bucket:
    """Leaky bucket per source address: +1 a request, ``leak`` out every second, blocked above ``size``."""

    def __init__(self, size: int = 50, leak: float = 2.0) -> None:
        self.size = size
        self.leak = leak
        self.levels: dict[str, tuple[float, datetime]] = {}

    def admits(self, source: str, now: datetime) -> bool:
        """Every incoming request counts, a refused one too, so hammering does not help."""
        level, seen = self.levels.get(source, (0.0, now))
        level = max(0.0, level - (now - seen).total_seconds() * self.leak) + 1
        self.levels[source] = (level, now)
        return level <= self.size


class Operating:
    """Working seconds of each (application or webhook, method) in ten baskets of one minute."""

    baskets = 10

    def __init__(self, limit: float = 480.0) -> None:
        self.limit = limit
        self._spent: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)

    def spend(self, who: str, method: str, seconds: float, now: datetime) -> None:
        spent = self._spent[who, method]
        minute = int(now.timestamp() // 60)
        spent[minute] = spent.get(minute, 0.0) + seconds

    def used(self, who: str, method: str, now: datetime) -> float:
        return sum(self._window(who, method, now).values())

    def blocks(self, who: str, method: str, now: datetime) -> bool:
        return self.used(who, method, now) > self.limit

    def reset_at(self, who: str, method: str, now: datetime) -> int:
        """Unix time when the oldest basket leaves the window."""
        window = self._window(who, method, now)
        oldest = min(window, default=int(now.timestamp() // 60))
        return (oldest + self.baskets) * 60

    def _window(self, who: str, method: str, now: datetime) -> dict[int, float]:
        first = int(now.timestamp() // 60) - self.baskets + 1
        spent = self._spent[who, method]
        for minute in [minute for minute in spent if minute < first]:
            del spent[minute]
        return spent
