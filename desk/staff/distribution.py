"""Who gets a new lead (X-15). Pure: the same candidates at the same moment always give the same answer."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from desk.leads.model import Lead, Person
from desk.staff.shift import UNTOLD, Shift, on_duty, plain, plain_city

NEVER = datetime.min.replace(tzinfo=UTC)


class Mode(StrEnum):
    FREE = "free"  # nobody is given a lead: whoever claims it has it
    ROUND_ROBIN = "round_robin"  # who was given one longest ago
    BY_LOAD = "by_load"  # who has the fewest
    BY_MATCH = "by_match"  # who takes this category, in this city


@dataclass(frozen=True, slots=True)
class Candidate:
    """``last_given_at`` (UTC): when the desk last gave them a lead; None: never."""

    person: Person
    shift: Shift = UNTOLD
    open_leads: int = 0
    last_given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a lead is about, in names as ``plain`` and ``plain_city`` make them."""

    categories: frozenset[str] = frozenset()
    city: str = ""


def matter_of(lead: Lead) -> Matter:
    categories = frozenset(plain(line.category) for line in lead.order.lines)
    return Matter(categories - {""}, plain_city(lead.city or lead.order.customer.city))


def choose(
    mode: Mode,
    candidates: Sequence[Candidate],
    matter: Matter,
    zone: ZoneInfo,
    now: datetime,
    skip: Collection[int] = frozenset(),
) -> Person | None:
    """Who gets it, of those on duty by the shop's clock in ``zone``; None when nobody is, or nobody shall.

    ``skip``: ids of those who must not get it, since they had it and did nothing.
    """
    if mode is Mode.FREE:
        return None
    there = [it for it in candidates if it.person.id not in skip and on_duty(it.shift, zone, now)]
    if mode is Mode.BY_MATCH:
        there = _best_fit(there, matter)
    return min(there, key=ORDERS[mode]).person if there else None


def _turn(it: Candidate) -> tuple[Any, ...]:
    """The id decides between those who never got one."""
    return (it.last_given_at or NEVER, it.person.id)


def _load(it: Candidate) -> tuple[Any, ...]:
    return (it.open_leads, *_turn(it))


ORDERS: dict[Mode, Callable[[Candidate], tuple[Any, ...]]] = {
    Mode.ROUND_ROBIN: _turn,
    Mode.BY_LOAD: _load,
    Mode.BY_MATCH: _load,
}


def _best_fit(candidates: Sequence[Candidate], matter: Matter) -> list[Candidate]:
    """Those who fit best; everybody when it is nobody's, since a lead at the wrong desk beats one at none."""
    fits = [(_fit(it.shift, matter), it) for it in candidates]
    best = max((fit for fit, _ in fits), default=-1)
    return [it for fit, it in fits if fit == best]


def _fit(shift: Shift, matter: Matter) -> int:
    """How many of their own wishes (category, city) it meets; -1 when it is against one of them."""
    if shift.categories and not matter.categories.intersection(shift.categories):
        return -1
    if shift.cities and matter.city not in shift.cities:
        return -1
    return bool(shift.categories) + bool(shift.cities)
