"""Promise 5: a timer fires once, not early, and late by the downtime and two seconds at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.faults.checker.doubles import attempt_of
from tests.faults.checker.evidence import Evidence, House, PastRow, Violation
from tests.faults.checker.timeline import Timeline

LATE = 2.0  # real seconds
MOVES = frozenset(
    {
        "call_planned", "hours_closed", "retry_planned", "handed_over", "closed", "claimed", "by_hand",
        "outcome_set", "retry_asked", "call_ended", "call_postponed", "registration_planned", "phone_corrected",
    }
)  # fmt: skip
BY_PERSON = frozenset({"claimed", "by_hand", "outcome_set", "retry_asked", "phone_corrected"})


@dataclass(frozen=True, slots=True)
class Announcement:
    """``row`` says that something comes at ``due``; ``after`` is the next that moved the lead."""

    row: PastRow
    due: datetime
    after: PastRow | None


def find_mistimed(evidence: Evidence) -> Iterator[Violation]:
    timeline = Timeline(evidence.happenings)
    for lead, past in evidence.rows.past_of().items():
        for it in announcements(past, evidence.house):
            yield from _judge(lead, it, timeline, evidence)
    yield from _find_early_calls(evidence)


def announcements(past: Sequence[PastRow], house: House) -> Iterator[Announcement]:
    for n, row in enumerate(past):
        due = _due(row, house)
        if due is not None:
            yield Announcement(row, due, next((it for it in past[n + 1 :] if it.what in MOVES), None))


def _due(row: PastRow, house: House) -> datetime | None:
    if row.what in ("hours_closed", "retry_planned"):
        return datetime.fromisoformat(row.data["at"])
    return row.at + house.result_timeout if row.what == "call_asked" else None


def _judge(lead: int, it: Announcement, timeline: Timeline, evidence: Evidence) -> Iterator[Violation]:
    after, due = it.after, timeline.real(it.due)
    proof = (it.row, *([after] if after else []))
    if after is None and it.due >= evidence.end:
        return
    if after and after.at < it.due:
        if _is_timer(it.row, after):
            yield Violation(5, f"fired {it.due - after.at} before {it.due}", lead, proof)
        return
    fired = timeline.real(after.at if after else evidence.end)
    late = fired - due - timeline.downtime(due, fired)
    if late > LATE and not (after and after.what in BY_PERSON):
        yield Violation(5, f"fired {late:.1f} real seconds late, or never", lead, proof)


def _is_timer(row: PastRow, after: PastRow) -> bool:
    """Whether ``after`` is what was announced, and not something that came in between."""
    if row.what == "call_asked":
        return after.what == "handed_over" and after.data.get("trouble") == "no_result"
    return after.what not in BY_PERSON


def _find_early_calls(evidence: Evidence) -> Iterator[Violation]:
    """The call itself, as telephony saw it, against the announcement in force when it was planned."""
    past = evidence.rows.past_of()
    for it in evidence.of("voximplant", "dialled"):
        lead, number = attempt_of(it.data["token"])
        row = _announced(past.get(lead, ()), number)
        if row and it.at < (due := datetime.fromisoformat(row.data["at"])):
            yield Violation(5, f"call {number} rang {due - it.at} before it was due", lead, (row, it))


def _announced(past: Sequence[PastRow], number: int) -> PastRow | None:
    announced: PastRow | None = None
    for row in past:
        if row.what in ("hours_closed", "retry_planned"):
            announced = row
        elif row.what in BY_PERSON:
            announced = None
        elif row.what == "call_planned" and row.data.get("number") == number:
            return announced
    return None
