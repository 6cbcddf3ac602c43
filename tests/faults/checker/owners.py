"""Promise 4: a lead has one owner at most."""

from collections.abc import Iterator, Sequence

from tests.faults.checker.evidence import Evidence, LeadRow, PastRow, Violation

TAKES = ("claimed", "by_hand", "given")
FREES = ("released", "taken_back")


def find_two_owners(evidence: Evidence) -> Iterator[Violation]:
    past = evidence.rows.past_of()
    for lead in evidence.rows.leads.values():
        yield from _follow(lead, past.get(lead.id, []))


def _follow(lead: LeadRow, past: Sequence[PastRow]) -> Iterator[Violation]:
    """Through the history: nobody takes what another one has, and the row shows the last who took."""
    taken: PastRow | None = None
    owner = ""
    for row in past:
        if row.what in FREES:
            taken, owner = None, ""
        elif row.what == "handed_to":
            taken, owner = row, row.data["name"]
        elif row.what in TAKES or (row.what == "outcome_set" and taken is None):
            if taken and owner != row.who:
                yield Violation(4, f"{row.who} took what {owner} has", lead.id, (taken, row))
            taken, owner = row, row.who
    shown = (lead.body.get("assignee") or {}).get("name", "")
    if shown != owner:
        proof = (taken,) if taken else ()
        yield Violation(4, f"the lead shows {shown or 'nobody'} as its owner, its history does not", lead.id, proof)
