"""What an effect says when it is through with a job."""

from dataclasses import dataclass
from datetime import datetime

from desk.errors import DeskError


@dataclass(frozen=True, slots=True)
class Done:
    """The job is over; ``note`` says why when nothing was done, and then nothing is known of the neighbour's health.

    ``trouble``: the neighbour failed, and what follows from it was decided already; people hear of the outage.
    """

    note: str = ""
    trouble: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Look once more at ``at``; not a failure. ``note`` is kept with the job: what it waits for."""

    at: datetime
    note: str = ""


Outcome = Done | Again
