"""Promise 7: every step has a cause, and nothing is left lying: each lead waits, is on its way, or is with a person."""

import json
from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence, JobRow, LeadRow, Violation

MOVING = frozenset({"lead.register", "lead.place_call", "lead.check_call", "lead.wake"})
GIVEN_UP = "a job is given up"


def find_uncaused(evidence: Evidence) -> Iterator[Violation]:
    for row in evidence.rows.past:
        if not (row.what and row.why and row.who):
            yield Violation(7, "a row of the history without a cause", row.lead, (row,))


def find_stuck(evidence: Evidence) -> Iterator[Violation]:
    """In a settled run nothing is under way any more: what is due must have been done."""
    jobs: dict[int | None, list[JobRow]] = defaultdict(list)
    for job in evidence.rows.jobs:
        jobs[job.lead].append(job)
    for lead in evidence.rows.leads.values():
        if not _provided(lead, jobs[lead.id], evidence):
            yield Violation(7, f"{lead.status} for ever: {lead.body.get('next')}", lead.id, tuple(jobs[lead.id]))
        yield from _find_unsent(lead, jobs[lead.id], evidence)


def find_unlisted(evidence: Evidence) -> Iterator[Violation]:
    """What the log says was given up is on the dead-letter list."""
    listed = {job.id for job in evidence.rows.jobs if job.status == "failed"}
    for line in evidence.log.splitlines():
        if GIVEN_UP in line and (number := json.loads(line).get("job")) not in listed:
            yield Violation(7, f"job {number} was given up and is on no list", None, (line,))


def _provided(lead: LeadRow, jobs: list[JobRow], evidence: Evidence) -> bool:
    if lead.final or (lead.status == "manual" and lead.body.get("next", {}).get("action") == "person"):
        return True
    if lead.next_at is not None and lead.next_at > evidence.end:
        return True
    waiting = [it for it in jobs if it.kind in MOVING and it.status in ("waiting", "taken")]
    return any(it.run_at > evidence.end or not evidence.settled for it in waiting)


def _find_unsent(lead: LeadRow, jobs: list[JobRow], evidence: Evidence) -> Iterator[Violation]:
    """A message owed, or on its way, without a job that carries it on."""
    owed = [it for it in lead.body.get("messages", ()) if it["status"] in (None, "sending")]
    carried = [it for it in jobs if it.kind == "lead.send_sms"]
    unwanted = [it for it in owed if it["kind"] == "night" and it["status"] is None and lead.status != "waiting_hours"]
    if len(owed) > len(unwanted) + len(carried):
        yield Violation(7, f"a message is owed and nobody carries it: {owed}", lead.id, tuple(carried))
