"""Promise 5, for people's clocks: an owner who does nothing is reminded once, then the lead goes on; admins hear once.

All of it in time during which the shop is open, counted minute by minute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from tests.faults.checker.evidence import Evidence, PastRow, Terms, Violation

MINUTE = timedelta(minutes=1)
LATE = timedelta(minutes=2)  # a row is written a moment after it was due, on a clock that may run fast
TAKES = frozenset({"claimed", "by_hand", "given", "handed_to", "outcome_set"})
WAITS_SINCE = frozenset({"handed_over", "released", "taken_back"})
ROBOTS = frozenset({"call_planned", "hours_closed", "registration_planned", "retry_planned", "closed", "outcome_set"})
# What was held is carried out: whoever asked for it gave a sign of themselves when they did, and gives none now.
CARRIED_OUT = frozenset({"retry_asked", "outcome_set", "sms_repeated", "answered", "written", "macro_run"})
PARKED = "crm_token"  # it goes on by itself when the key is mended


@dataclass(frozen=True, slots=True)
class Watch:
    """Who has the lead, since when there was no sign of them, and what was said of it since."""

    owner: str = ""
    since: datetime | None = None
    reminded: bool = False
    until: datetime | None = None  # put off
    waits: bool = False  # for anybody
    warned: bool = False
    told: bool = False
    parked: bool = False
    held: bool = False  # a person's wish
    carried_out: datetime | None = None  # when one was, last


def find_broken_terms(evidence: Evidence) -> Iterator[Violation]:
    terms, past = evidence.house.terms, evidence.rows.past_of()
    for lead in evidence.rows.leads.values():
        rows = past.get(lead.id, [])
        if not terms:
            yield from (_never(lead.id, row) for row in rows if row.what in ("reminded", "taken_back", "answer_due"))
            continue
        watch = Watch()
        for row, before, after in follow(rows):
            watch = after
            if wrong := judge_row(row, before, terms):
                yield Violation(5, wrong, lead.id, (row,))
        if evidence.settled and lead.status == "manual" and (wrong := judge_rest(watch, evidence.end, terms)):
            yield Violation(5, wrong, lead.id, tuple(rows[-1:]))


def _never(lead: int, row: PastRow) -> Violation:
    return Violation(5, f"{row.what}, and nobody is hurried in this shop", lead, (row,))


def follow(past: Sequence[PastRow]) -> Iterator[tuple[PastRow, Watch, Watch]]:
    """Each row with what was known before it and after it. Rows of one moment are one decision for the waiting."""
    watch = Watch()
    for at, rows in groupby(past, key=lambda it: it.at):
        first = watch
        for row in rows:
            before, watch = watch, _go_on(watch, row)
            yield row, before, watch
        if watch.waits and first.waits and not watch.owner and watch.since == at and not _changed_hands(first, watch):
            watch = replace(watch, since=first.since)


def _changed_hands(first: Watch, last: Watch) -> bool:
    """A mark that was set and is not any more: somebody had the lead in between."""
    return (first.warned and not last.warned) or (first.told and not last.told)


def _go_on(watch: Watch, row: PastRow) -> Watch:
    if row.what in ("held", "undone", "hold_dropped"):
        watch = replace(watch, held=row.what == "held")
    if watch.held and row.what in CARRIED_OUT:
        watch = replace(watch, held=False, carried_out=row.at)
        return _take_in(watch, row) if row.what == "outcome_set" else watch
    return watch if row.what == "hold_dropped" else _take_in(watch, row)


def _take_in(watch: Watch, row: PastRow) -> Watch:
    if row.what in TAKES and (row.what != "outcome_set" or not watch.owner):
        owner = row.data["name"] if row.what == "handed_to" else row.who
        return Watch(owner, row.at, parked=watch.parked)
    if row.what == "handed_over":
        watch = replace(watch, parked=row.data.get("trouble") == PARKED)
    if row.what in WAITS_SINCE:
        return _begin(watch, row)
    if watch.owner:
        return _go_on_with_owner(watch, row)
    if row.what == "postponed":
        return Watch(row.who, row.at, until=datetime.fromisoformat(row.data["at"]), parked=watch.parked)
    if row.what in ROBOTS:
        return replace(watch, waits=False, parked=False)
    return replace(
        watch, warned=watch.warned or row.what == "answer_due", told=watch.told or row.what == "answer_overdue"
    )


def _begin(watch: Watch, row: PastRow) -> Watch:
    """Nobody has it: it waits for anybody, unless the robot goes on with it."""
    if row.what == "handed_over" and watch.owner:
        return watch if watch.carried_out == row.at else replace(watch, since=row.at)
    if row.what == "handed_over":
        return replace(_free(watch, row), waits=True)
    return _free(watch, row)


def _free(watch: Watch, row: PastRow) -> Watch:
    if not watch.owner and watch.waits:
        return watch
    return Watch(since=row.at, waits=True, parked=watch.parked)


def _go_on_with_owner(watch: Watch, row: PastRow) -> Watch:
    if row.what == "postponed":
        return replace(watch, since=row.at, reminded=False, until=datetime.fromisoformat(row.data["at"]))
    if row.what == "postponed_over":
        return replace(watch, since=row.at, reminded=False, until=None)
    if row.what == "reminded":
        return replace(watch, reminded=True)
    if row.what in ROBOTS:
        return replace(watch, since=row.at, reminded=False, until=None)
    if row.who == watch.owner:  # what is put off stays so
        return replace(watch, since=row.at, reminded=False)
    return watch


def judge_row(row: PastRow, before: Watch, terms: Terms) -> str:
    """What is wrong with this row after what was known; empty: nothing."""
    if row.what == "reminded":
        return _judge_reminder(row, before, terms)
    if row.what == "taken_back":
        return _judge_taking(row, before, terms)
    if row.what == "postponed_over":
        early = before.until is None or row.at < before.until
        return f"called back before {before.until}" if early else ""
    if row.what in ("answer_due", "answer_overdue"):
        return _judge_answer(row, before, terms)
    return ""


def _judge_reminder(row: PastRow, before: Watch, terms: Terms) -> str:
    if not before.owner or before.reminded or before.until:
        return f"{before.owner or 'nobody'} is reminded, {'once more' if before.reminded else 'without a reason'}"
    return _judge_span(row, before, notice_of(terms.lease, terms.remind_before), terms)


def _judge_taking(row: PastRow, before: Watch, terms: Terms) -> str:
    if not before.owner or not before.reminded:
        return f"taken from {before.owner or 'nobody'}, who was not reminded"
    return _judge_span(row, before, terms.lease, terms)


def _judge_answer(row: PastRow, before: Watch, terms: Terms) -> str:
    over = row.what == "answer_overdue"
    if before.owner or before.parked or (before.told if over else before.warned) or (over and not before.warned):
        return f"{row.what} out of its turn, {before}"
    allowed = terms.answer_within if over else notice_of(terms.answer_within, terms.warn_before)
    return _judge_span(row, before, allowed, terms)


def _judge_span(row: PastRow, before: Watch, allowed: timedelta | None, terms: Terms) -> str:
    if allowed is None or before.since is None:
        return f"{row.what}, and nobody is hurried"
    passed = open_time(terms, before.since, row.at, allowed)
    return f"{row.what} after {passed} of open time, {allowed} are allowed" if passed < allowed else ""


def judge_rest(watch: Watch, now: datetime, terms: Terms) -> str:
    """What should have happened by now to a lead that a person has, or that waits for one."""
    if watch.until and now > watch.until + LATE:
        return f"{watch.owner} was not called back"
    if watch.since is None or watch.until:
        return ""
    if watch.owner and terms.lease and is_over(terms, watch.since, now, terms.lease):
        return f"{watch.owner} did nothing since {watch.since}, and has it still"
    waits = watch.waits and not watch.owner and not watch.parked and not watch.told
    if waits and terms.answer_within and is_over(terms, watch.since, now, terms.answer_within):
        return f"nobody took it since {watch.since}, and the admins do not know"
    return ""


def is_over(terms: Terms, since: datetime, now: datetime, allowed: timedelta) -> bool:
    """For long enough that it cannot be a matter of moments."""
    most = allowed + LATE
    return now - since >= most and open_time(terms, since, now, most) >= most


def notice_of(allowed: timedelta | None, notice: timedelta) -> timedelta | None:
    """Not before half of the time has passed."""
    return None if allowed is None else max(allowed - notice, allowed / 2)


def open_time(terms: Terms, since: datetime, until: datetime, enough: timedelta) -> timedelta:
    """How long it was open in between; not counted beyond ``enough``. Hours begin and end at whole minutes."""
    passed, at = timedelta(0), since
    while at < until and passed < enough:
        following = min(at.replace(second=0, microsecond=0) + MINUTE, until)
        if terms.opens(at):
            passed += following - at
        at = following
    return passed
