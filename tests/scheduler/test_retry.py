"""X-03: pauses that grow, with jitter, and never against the neighbour's word."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.retry import STANDARD_WEBHOOKS, RetryPolicy

POLICIES = st.builds(
    RetryPolicy,
    first_pause=st.timedeltas(timedelta(milliseconds=1), timedelta(hours=1)),
    longest_pause=st.timedeltas(timedelta(hours=1), timedelta(days=2)),
)


@given(POLICIES, st.integers(1, 10_000), st.integers())
def test_x_03_a_pause_lies_within_a_fifth_under_the_doubled_one(policy: RetryPolicy, tries: int, seed: int) -> None:
    full = min(policy.longest_pause, policy.first_pause * 2 ** min(tries - 1, 20))
    pause = policy.pause(tries, None, random.Random(seed))
    assert full * 0.8 - timedelta(microseconds=1) <= pause <= full


@given(POLICIES, st.integers(1, 100), st.floats(0, 10**6), st.integers())
def test_x_03_the_neighbours_retry_after_is_never_undercut(
    policy: RetryPolicy, tries: int, seconds: float, seed: int
) -> None:
    pause = policy.pause(tries, seconds, random.Random(seed))
    assert pause >= timedelta(seconds=seconds)
    assert pause <= max(policy.longest_pause, timedelta(seconds=seconds))


def test_x_03_the_pauses_double_up_to_the_longest() -> None:
    policy = RetryPolicy(timedelta(seconds=5), timedelta(seconds=60))

    class Highest(random.Random):
        def random(self) -> float:
            return 1.0

    pauses = [policy.pause(tries, None, Highest()).total_seconds() for tries in range(1, 7)]
    assert pauses == [5, 10, 20, 40, 60, 60]


def test_x_03_equal_failures_do_not_come_back_as_a_crowd() -> None:
    dice = random.Random(1)
    assert len({RetryPolicy().pause(5, None, dice) for _ in range(100)}) > 90


@given(st.integers())
def test_x_03_a_store_is_told_for_three_days(seed: int) -> None:
    """As the plan of Standard Webhooks says, less a fifth at most."""
    dice, plan = random.Random(seed), STANDARD_WEBHOOKS
    pauses = [plan.pause(tries, None, dice) for tries in range(1, plan.attempts)]
    planned = [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    planned += [timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)]
    assert len(pauses) == len(planned)
    assert all(wanted * 0.8 <= pause <= wanted for pause, wanted in zip(pauses, planned, strict=True))
    assert plan.pause(1, 600.0, dice) == timedelta(minutes=10)
