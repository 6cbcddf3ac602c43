"""How fast a shop may be asked: a bucket of points, told anew in every answer.

https://shopify.dev/docs/api/usage/limits
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from desk.errors import Temporary
from desk.ports import Clock

FIRST_COST = 50.0  # points, of an operation that was not asked before
LONGEST_SLEEP = 5.0  # seconds; beyond them the caller is sent away, and keeps no place
SHORTEST_PAUSE = 1.0  # seconds, after a refusal


class Pace:
    """One for each shop. Before the first answer nothing is known, and nothing waits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._costs: dict[str, float] = {}
        self._rate = 0.0  # points a second; 0: not told yet
        self._size = 0.0
        self._left = 0.0
        self._told_at = datetime.min.replace(tzinfo=UTC)
        self._flying = 0.0

    @asynccontextmanager
    async def turn(self, operation: str) -> AsyncIterator[None]:
        """Wait until there should be enough for it. Raises a blameless Temporary when that takes too long."""
        cost = self._costs.get(operation, FIRST_COST)
        wait = self._wait(cost)
        if wait > LONGEST_SLEEP:
            raise Temporary("Shopify asked us to wait", code="paused", retry_after=wait, blameless=True)
        self._left -= cost
        self._flying += cost
        try:
            if wait:
                await self._clock.sleep(wait)
            yield
        finally:
            self._flying -= cost

    def note(self, operation: str, cost: Mapping[str, Any]) -> None:
        """``extensions.cost`` of an answer. What is under way with others is taken off."""
        self._costs[operation] = read_number(cost.get("requestedQueryCost")) or FIRST_COST
        status = cost.get("throttleStatus")
        if not isinstance(status, dict):
            return
        self._rate = read_number(status.get("restoreRate"))
        self._size = read_number(status.get("maximumAvailable"))
        flying = max(0.0, self._flying - self._costs[operation])
        self._left = read_number(status.get("currentlyAvailable")) - flying
        self._told_at = self._clock.now()

    def pause(self, operation: str) -> float:
        """Seconds until a refused operation is worth another try."""
        return max(SHORTEST_PAUSE, self._wait(self._costs.get(operation, FIRST_COST)))

    def _wait(self, cost: float) -> float:
        if not self._rate:
            return 0.0
        self._fill()
        return max(0.0, (min(cost, self._size) - self._left) / self._rate)

    def _fill(self) -> None:
        now = self._clock.now()
        passed = max(0.0, (now - self._told_at).total_seconds())
        self._left, self._told_at = min(self._size, self._left + passed * self._rate), now


def read_number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
