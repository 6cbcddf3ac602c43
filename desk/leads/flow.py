"""The moves of a lead, read off the table: every line of ``TRANSITIONS`` is played, and where the lead stands
afterwards is looked at. So the picture of the process is that of the code, and there is no second list to keep.

A made-up lead is told every fact the table knows for its status, by day and by night, under the rules of shops that
differ; whatever it becomes is played on, until nothing new comes. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from desk.errors import Conflict, Ignored
from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.decision import Decision, Situation
from desk.leads.model import Lead, LeadStatus, Trouble
from desk.leads.opening import open_lead
from desk.leads.policy import ContactHours, Rules
from desk.leads.process import TRANSITIONS, advance
from desk.leads.samples import GOOD_NUMBER, facts_of
from desk.model import Consent, Customer, Order
from desk.values import replace

ZONE = "UTC"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
NOON, NIGHT, TOMORROW = time(12), time(23), timedelta(days=1)
DAYTIME, NEVER = "Mon-Sun 09:00-21:00", "Mon-Sun closed"
START = LeadStatus.NEW


class Cause(StrEnum):
    """Who moves the lead: a machine's fact, a moment that came, or a person."""

    MACHINE = "machine"
    TIME = "time"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Move:
    """``fact`` is the name of its class in ``events``."""

    before: LeadStatus
    fact: str
    cause: Cause
    after: LeadStatus


@cache
def moves(*, people: bool = True) -> frozenset[Move]:
    """Every change of status there is; without ``people`` those of leads that nobody touches. Takes 0.2 s once."""
    return frozenset(move for rules in _shops() for move in _play(rules, people))


def _play(rules: Rules, people: bool) -> Iterator[Move]:
    waiting: list[Lead] = []
    for decision in _openings(rules):
        yield from _moved(START, None, decision)
        waiting.append(decision.lead)
    seen: set[Any] = set()
    while waiting:
        lead = waiting.pop()
        shape = _shape(lead)
        if shape in seen:
            continue
        seen.add(shape)
        for fact, decision in _ahead(lead, rules, people):
            yield from _moved(lead.status, fact, decision)
            waiting.append(decision.lead)


def _ahead(lead: Lead, rules: Rules, people: bool) -> Iterator[tuple[Any, Decision]]:
    """What each fact makes of it, by day and by night."""
    kinds = [it for status, it in TRANSITIONS if status is lead.status and (people or cause_of(it) is not Cause.PERSON)]
    later = max(lead.next.at or BEGIN, lead.changed_at or BEGIN) + TOMORROW
    for moment in (NOON, NIGHT):
        now = datetime.combine(later.date(), moment, UTC)
        for kind in kinds:
            for fact in facts_of(kind, lead, now):
                try:
                    yield fact, advance(lead, fact, Situation(now, rules, "nonce"))
                except (Ignored, Conflict):
                    continue


def _moved(before: LeadStatus, fact: Any, decision: Decision) -> Iterator[Move]:
    """Nothing where it stays where it stood."""
    after = decision.lead.status
    if after is not before:
        name = type(fact).__name__ if fact else ""
        yield Move(before, name, cause_of(type(fact)) if fact else Cause.MACHINE, after)


def cause_of(kind: type) -> Cause:
    """Facts of people say who it was; a wish that was held is theirs, too."""
    if kind is events.TimeCame:
        return Cause.TIME
    if kind is events.HoldEnded:
        return Cause.PERSON
    return Cause.PERSON if "by" in kind.__annotations__ else Cause.MACHINE


def _shape(lead: Lead) -> Any:
    """Leads of one shape move alike."""
    call = lead.call
    asked = call is not None and call.asked_at is not None
    left = len(lead.calls) < lead.calls_allowed
    parked = lead.trouble is Trouble.CRM_TOKEN
    number, consent = bool(lead.phone_problem), lead.order.consent.calls
    return (lead.status, parked, number, consent, bool(lead.crm_id), asked, left, lead.assignee is not None)


def _shops() -> Iterator[Rules]:
    """Shops that differ in what decides about a move."""
    usual = Rules(_hours(DAYTIME), max_attempts=2, connects=True)
    yield usual
    yield replace(usual, hours=_hours(NEVER))
    yield replace(usual, crm=False)
    yield replace(usual, calls=False)


def _hours(text: str) -> ContactHours:
    return ContactHours(Calendar(parse_hours(text)), ZONE, spread=timedelta(0))


def _openings(rules: Rules) -> Iterator[Decision]:
    """Orders that begin differently: with and without consent, by day and by night, with good and bad numbers."""
    for agreed in (True, False):
        for phone in (GOOD_NUMBER.e164, "", "1"):
            order = Order("", "", Customer("somebody", phone, timezone=ZONE), consent=Consent(calls=agreed))
            for moment in (NOON, NIGHT):
                now = datetime.combine(BEGIN.date(), moment, UTC)
                yield open_lead(1, order, None, lambda _city: "", Situation(now, rules, "nonce"))
