"""Promise 4: a lead has one owner at most."""

from collections.abc import Iterator, Sequence

from tests.faults.checker.evidence import Evidence, LeadRow, PastRow, Violation

TAKES = ("claimed", "by_hand")


def find_two_owners(evidence: Evidence) -> Iterator[Violation]:
    past = evidence.rows.past_of()
    for lead in evidence.rows.leads.values():
        yield from _follow(lead, past.get(lead.id, []))


def _follow(lead: LeadRow, past: Sequence[PastRow]) -> Iterator[Violation]:
    """Through the history: nobody takes what another one has, and the row shows the last who took."""
    taken: PastRow | None = None
    for row in past:
        if row.what == "released":
            taken = None
        elif row.what in TAKES or (row.what == "outcome_set" and taken is None):
            if taken and taken.who != row.who:
                yield Violation(4, f"{row.who} took what {taken.who} has", lead.id, (taken, row))
            taken = row
    shown = (lead.body.get("assignee") or {}).get("name", "")
    if shown != (taken.who if taken else ""):
        proof = (taken,) if taken else ()
        yield Violation(4, f"the lead shows {shown or 'nobody'} as its owner, its history does not", lead.id, proof)
