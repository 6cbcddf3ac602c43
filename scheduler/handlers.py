"""What the worker is given: one handler a kind of job."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desk.leads.effects.outcome import Outcome
from scheduler.retry import RetryPolicy
from storage.jobs import Job


async def nothing(_job: Job, _error: str) -> None:
    """Giving up changes nothing else: the dead-letter list has it."""


@dataclass(frozen=True, slots=True)
class Handler:
    """``run`` does the job; ``give_up`` is told when all tries are used up, so that a person hears of it.

    ``tireless``: it only asks, for nobody in particular. However long an outage is, nothing is left to a person.
    ``policy``: another than all other jobs have.
    """

    run: Callable[[Job], Awaitable[Outcome]]
    give_up: Callable[[Job, str], Awaitable[None]] = nothing
    tireless: bool = False
    policy: RetryPolicy | None = None
