"""Promises 1 and 3: an accepted order is there, once, and a repeated one is attached to it, visibly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.faults.checker.evidence import Evidence, Happening, LeadRow, PastRow, Violation

LAST = datetime.max.replace(tzinfo=UTC)
ENDS, BEGINS = ("closed", "outcome_set"), ("order_received", "retry_asked", "by_hand", "registration_planned")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try of the shop; ``lead`` is 0 where the desk named none."""

    asked: Happening
    answer: Happening

    @property
    def ref(self) -> str:
        return str(self.asked.data["ref"])

    @property
    def taken(self) -> bool:
        return 200 <= int(self.answer.data["status"]) < 300

    @property
    def lead(self) -> int:
        return int(self.answer.data.get("lead") or 0)

    @property
    def attached(self) -> bool:
        return self.answer.data.get("said") == "attached"


def deliveries(evidence: Evidence) -> list[Delivery]:
    """Tries that have an end; one without an answer ends with status 0."""
    asked = {it.n: it for it in evidence.of("shop", "order")}
    return [Delivery(asked[it.data["to"]], it) for it in evidence.of("shop", "answered")]


def find_lost(evidence: Evidence) -> Iterator[Violation]:
    """Promise 1: every delivery that was answered 2xx stands in the lead it was answered with."""
    for it in deliveries(evidence):
        if not it.taken:
            continue
        lead, proof = evidence.rows.leads.get(it.lead), (it.asked, it.answer)
        if lead is None or not lead.body:
            yield Violation(1, f"the order {it.ref} was accepted and is missing", it.lead, proof)
        elif lead.ref != it.ref:
            yield Violation(1, f"the order {it.ref} was answered with the lead of {lead.ref}", it.lead, proof)
        elif str(it.asked.data["marker"]) not in lead.raw:
            yield Violation(1, f"a delivery of the order {it.ref} is not in its lead", it.lead, proof)


def find_twins(evidence: Evidence) -> Iterator[Violation]:
    """Promise 1: no two leads of one reference are in progress at the same moment."""
    past, same = evidence.rows.past_of(), defaultdict(list)
    for lead in evidence.rows.leads.values():
        same[lead.source, lead.ref].append(lead)
    for leads in same.values():
        for n, first in enumerate(leads):
            for second in leads[n + 1 :]:
                if _overlap(in_progress(past[first.id]), in_progress(past[second.id])):
                    proof = (*past[first.id][:1], *past[second.id][:1])
                    yield Violation(1, f"{first.ref} is in progress twice: {first.id}, {second.id}", second.id, proof)


def find_unattached(evidence: Evidence) -> Iterator[Violation]:
    """Promise 3: the same reference gives the same lead while that is in progress, and an entry that shows it."""
    past = evidence.rows.past_of()
    known = _by_ref(evidence.rows.leads.values())
    for it in deliveries(evidence):
        if not it.taken:
            continue
        for lead in known.get(it.ref, []):
            covered = any(s < it.asked.at and it.answer.at < e for s, e in in_progress(past[lead.id]))
            if covered and it.lead != lead.id:
                text = f"{it.ref} was in progress as lead {lead.id} and was answered with {it.lead}"
                yield Violation(3, text, lead.id, (it.asked, it.answer))
    yield from _find_unseen(evidence, past)


def _find_unseen(evidence: Evidence, past: Mapping[int, list[PastRow]]) -> Iterator[Violation]:
    told: dict[int, list[Delivery]] = defaultdict(list)
    for it in deliveries(evidence):
        if it.taken and it.attached:
            told[it.lead].append(it)
    for lead, attached in told.items():
        seen = sum(row.what == "order_attached" for row in past.get(lead, ()))
        if seen < len(attached):
            proof = tuple(it.answer for it in attached)
            yield Violation(3, f"{len(attached)} orders were attached, the history shows {seen}", lead, proof)


def in_progress(past: Sequence[PastRow]) -> list[tuple[datetime, datetime]]:
    """World time: from the order, or from a person's wish, to the end."""
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for row in past:
        if row.what in BEGINS and since is None:
            since = row.at
        elif row.what in ENDS and since is not None:
            found.append((since, row.at))
            since = None
    return [*found, (since, LAST)] if since else found


def _overlap(one: list[tuple[datetime, datetime]], other: list[tuple[datetime, datetime]]) -> bool:
    return any(max(a, c) < min(b, d) for a, b in one for c, d in other)


def _by_ref(leads: Iterable[LeadRow]) -> dict[str, list[LeadRow]]:
    found: dict[str, list[LeadRow]] = defaultdict(list)
    for lead in leads:
        found[lead.ref].append(lead)
    return found
