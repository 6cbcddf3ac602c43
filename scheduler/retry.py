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


@dataclass(frozen=True, slots=True)
class RetryPlan(RetryPolicy):
    """Written-out pauses instead, with the same jitter; after the last of them it is given up."""

    pauses: tuple[timedelta, ...] = ()

    def pause(self, tries: int, retry_after: float | None, dice: random.Random) -> timedelta:
        planned: timedelta = self.pauses[min(tries, len(self.pauses)) - 1] * dice.uniform(0.8, 1.0)
        return max(planned, timedelta(seconds=retry_after or 0))


def make_plan(*pauses: timedelta) -> RetryPlan:
    return RetryPlan(pauses[0], max(pauses), len(pauses) + 1, pauses)


# Three days, as receivers of webhooks expect: "Deliverability and reliability" in
# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
HOURS = tuple(timedelta(hours=it) for it in (2, 5, 10, 14, 20, 24))
STANDARD_WEBHOOKS = make_plan(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), *HOURS)
