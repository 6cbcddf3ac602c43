"""How long to wait before the next try. Pure."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential pauses with jitter; ``attempts`` counts all tries of one job."""

    first_pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(minutes=15)
    attempts: int = 12

    def pause(self, tries: int, retry_after: float | None, dice: random.Random) -> timedelta:
        """After ``tries`` failures; never sooner than the neighbour's ``retry_after`` seconds.

        Jitter of a fifth keeps a crowd of equal failures from coming back as a crowd.
        """
        doubled = self.first_pause * 2 ** min(tries - 1, 20)
        pause: timedelta = min(self.longest_pause, doubled) * dice.uniform(0.8, 1.0)
        return max(pause, timedelta(seconds=retry_after or 0))
