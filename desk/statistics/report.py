"""A period in figures: funnel, response time, calls, sellers, sources, cost (X-37)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from desk.leads.model import FINAL, LeadStatus
from desk.statistics.cases import CallEnd, Case, Deed, Dialled, Done, Material, Spent
from desk.statistics.opentime import OpenTime
from desk.statistics.period import Period

SPOKEN = (LeadStatus.REACHED, LeadStatus.WON)
MOST = Decimal("0.9")
Measure = Callable[[str], OpenTime]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Leads accepted in the period, as they are now. ``called``: by the robot, or taken by a person.

    Whoever was won was reached, and whoever was reached was called: each step is part of the one before it, but for
    ``in_crm``, None where no lead is in a CRM.
    """

    accepted: int
    in_crm: int | None
    called: int
    reached: int
    won: int


@dataclass(frozen=True, slots=True)
class Pace:
    """From acceptance to the first robot call or the first person who took the lead, only open hours counted.

    ``median`` and ``most`` (nine of ten are quicker) are None where nobody was touched yet.
    """

    touched: int
    waiting: int
    median: timedelta | None
    most: timedelta | None


@dataclass(frozen=True, slots=True)
class Seller:
    """``pace``: median of the open hours from acceptance to their claim, for leads accepted in the period."""

    id: int
    name: str
    claims: int
    pace: timedelta | None
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    accepted: int
    reached: int
    won: int


@dataclass(frozen=True, slots=True)
class Report:
    """``calls``: hour of the shop's clock -> how they ended -> how many."""

    period: Period
    funnel: Funnel
    pace: Pace
    calls: Mapping[int, Mapping[CallEnd, int]]
    sellers: Sequence[Seller]
    sources: Sequence[Source]
    spent: Sequence[Spent]

    @property
    def ends(self) -> Counter[CallEnd]:
        """How calls ended, over all hours."""
        return sum((Counter(it) for it in self.calls.values()), Counter())

    def total(self) -> dict[str, Decimal]:
        """Spent in all, by currency."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for it in self.spent:
            found[it.currency] += it.amount
        return dict(found)


def make_report(period: Period, material: Material, measure: Measure) -> Report:
    """``measure``: the open time of a customer's zone."""
    cases = material.cases
    return Report(
        period,
        make_funnel(cases),
        make_pace(cases, measure),
        sort_calls(material.calls, period.zone),
        rank_sellers(cases, material.deeds, measure),
        rank_sources(cases),
        material.spent,
    )


def make_funnel(cases: Sequence[Case]) -> Funnel:
    in_crm = sum(it.in_crm for it in cases)
    called = sum(it.called or it.touched is not None or _spoken(it) for it in cases)
    won = sum(it.status is LeadStatus.WON for it in cases)
    return Funnel(len(cases), in_crm or None, called, sum(map(_spoken, cases)), won)


def make_pace(cases: Iterable[Case], measure: Measure) -> Pace:
    delays, waiting = [], 0
    for it in cases:
        if it.touched:
            delays.append(measure(it.zone).between(it.accepted, it.touched))
        elif it.status not in FINAL:
            waiting += 1
    return Pace(len(delays), waiting, middle(delays), nine_of_ten(delays))


def sort_calls(calls: Iterable[Dialled], zone: str) -> dict[int, Counter[CallEnd]]:
    where, found = ZoneInfo(zone), defaultdict[int, Counter[CallEnd]](Counter)
    for it in calls:
        found[it.at.astimezone(where).hour][it.end] += 1
    return dict(sorted(found.items()))


def rank_sellers(cases: Iterable[Case], deeds: Sequence[Done], measure: Measure) -> list[Seller]:
    """The busiest first. Of several outcomes of one lead the last one counts, and only for who set it."""
    accepted = {it.id: it for it in cases}
    names = {it.person: it.name for it in deeds}
    claims, delays = Counter[int](), defaultdict[int, list[timedelta]](list)
    for it in deeds:
        if it.deed is Deed.CLAIM:
            claims[it.person] += 1
            if case := accepted.get(it.lead_id):
                delays[it.person].append(measure(case.zone).between(case.accepted, it.at))
    ended = Counter(
        (it.person, it.deed) for it in {it.lead_id: it for it in deeds if it.deed is not Deed.CLAIM}.values()
    )
    rows = [
        Seller(who, name, claims[who], middle(delays[who]), ended[who, Deed.WON], ended[who, Deed.LOST])
        for who, name in names.items()
    ]
    return sorted(rows, key=lambda it: (-it.won, -it.claims, it.name))


def rank_sources(cases: Iterable[Case]) -> list[Source]:
    """The largest first."""
    accepted, reached, won = Counter[str](), Counter[str](), Counter[str]()
    for it in cases:
        accepted[it.source] += 1
        reached[it.source] += _spoken(it)
        won[it.source] += it.status is LeadStatus.WON
    rows = [Source(name, number, reached[name], won[name]) for name, number in accepted.items()]
    return sorted(rows, key=lambda it: (-it.accepted, it.name))


def middle(lengths: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(it.total_seconds() for it in lengths)) if lengths else None


def nine_of_ten(lengths: Sequence[timedelta]) -> timedelta | None:
    """The shortest length that at least nine of ten do not exceed."""
    return sorted(lengths)[ceil(len(lengths) * MOST) - 1] if lengths else None


def _spoken(it: Case) -> bool:
    """Somebody spoke to the customer."""
    return it.answered or it.status in SPOKEN
