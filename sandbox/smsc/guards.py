"""The service's protection against repeated and too many requests."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sandbox.smsc.errors import Refusal

WINDOW = timedelta(seconds=60)
PARALLEL = 15


class Guards:
    """``enabled = False`` switches all limits off."""

    def __init__(self) -> None:
        self.enabled = True
        self.parallel = 0
        self._seen: defaultdict[Hashable, list[datetime]] = defaultdict(list)

    @contextmanager
    def enter(self) -> Iterator[int]:
        """Count a request as long as it is under way; gives its place among the parallel ones."""
        self.parallel += 1
        try:
            yield self.parallel
        finally:
            self.parallel -= 1

    def check_parallel(self, place: int) -> None:
        if self.enabled and place > PARALLEL:
            raise Refusal(9)

    def check_repeat(self, key: Hashable, allowed: int, now: datetime) -> None:
        """Raises Refusal(9) when ``key`` was used ``allowed`` times within the last minute (world time)."""
        recent = [moment for moment in self._seen[key] if timedelta() <= now - moment < WINDOW]
        if self.enabled and len(recent) >= allowed:
            raise Refusal(9)
        self._seen[key] = [*recent, now]
