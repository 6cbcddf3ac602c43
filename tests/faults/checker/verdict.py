"""The nine promises, decided by what a run left behind."""

from collections.abc import Callable, Iterator

from tests.faults.checker.causes import find_stuck, find_uncaused, find_unlisted
from tests.faults.checker.contact import find_bad_hours, find_second_nights
from tests.faults.checker.doubles import find_doubled_calls, find_doubled_texts
from tests.faults.checker.evidence import Evidence, Violation
from tests.faults.checker.intake import find_refused
from tests.faults.checker.leaks import find_leaks
from tests.faults.checker.leases import find_broken_terms
from tests.faults.checker.orders import find_lost, find_twins, find_unattached
from tests.faults.checker.owners import find_two_owners
from tests.faults.checker.timers import find_mistimed

CHECKS: tuple[Callable[[Evidence], Iterator[Violation]], ...] = (
    find_lost,
    find_twins,
    find_doubled_calls,
    find_doubled_texts,
    find_unattached,
    find_two_owners,
    find_mistimed,
    find_broken_terms,
    find_bad_hours,
    find_second_nights,
    find_uncaused,
    find_stuck,
    find_unlisted,
    find_leaks,
    find_refused,
)


def judge(evidence: Evidence) -> list[Violation]:
    """Every broken promise that the evidence proves, in the order of the promises."""
    found = [violation for check in CHECKS for violation in check(evidence)]
    return sorted(found, key=lambda it: it.promise)
