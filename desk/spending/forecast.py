"""What the day will have cost by its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desk.spending.purse import NOTHING

DAYS = 28  # that are looked back
FEWEST = 7  # of them with any spending, before they say what is usual
EARLIEST = Decimal("0.1")  # of the open hours: what was spent before says nothing about the rest
LEAST, MOST = Decimal("0.5"), Decimal(2)  # how much slower or quicker than usual a day is taken to be


class Basis(StrEnum):
    """What a forecast was made of."""

    USUAL = "usual"  # what still came after this time of day in the last weeks
    OPEN_HOURS = "open_hours"  # as much in each open hour as so far
    SPENT = "spent"  # nothing to go by: what is spent already


@dataclass(frozen=True, slots=True)
class Forecast:
    amount: Decimal
    basis: Basis


def foresee(spent: Decimal, days: Sequence[tuple[Decimal, Decimal]], passed: Decimal | None) -> Forecast:
    """``days``: of each earlier one what was spent by this time of day, and by its end.

    ``passed``: the part of today's open hours that is over, None where there are none.
    """
    told = [(early, whole) for early, whole in days if whole > 0]
    if len(told) >= FEWEST:
        early, whole = sum((it[0] for it in told), NOTHING), sum((it[1] for it in told), NOTHING)
        rest, usual = (whole - early) / len(told), early / len(told)
        busy = min(MOST, max(LEAST, spent / usual)) if usual else Decimal(1)
        return Forecast(spent + rest * busy, Basis.USUAL)
    if passed and passed >= EARLIEST:
        return Forecast(spent / min(passed, Decimal(1)), Basis.OPEN_HOURS)
    return Forecast(spent, Basis.SPENT)
