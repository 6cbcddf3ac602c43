"""Ten requests a second for each key, in real seconds: the limit is the server's, whatever its calendar says."""

from collections import defaultdict, deque


class SlidingLimit:
    """``refused`` requests of all time, and ``peak``: the most that were let through within one window."""

    def __init__(self, most: int = 10, seconds: float = 1.0) -> None:
        self.most = most
        self.seconds = seconds
        self.enabled = True
        self.refused = 0
        self.peak = 0
        self._passed: dict[str, deque[float]] = defaultdict(deque)

    def admits(self, key: str, moment: float) -> bool:
        """``moment`` in seconds of a clock that never stops. What was refused does not count against later ones."""
        passed = self._passed[key]
        while passed and moment - passed[0] >= self.seconds:
            passed.popleft()
        if self.enabled and len(passed) >= self.most:
            self.refused += 1
            return False
        passed.append(moment)
        self.peak = max(self.peak, len(passed))
        return True
