"""The machine's clock was set, or it slept: what was planned by the time of before. Pure.

A pause keeps its length, and so does the time that people have. What the clock on the wall decides, opening hours, is
decided anew; a moment that a person chose stays as it was chosen.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.leads.decision import Decision, Situation, noted
from desk.leads.model import Action, Lead, LeadStatus, Next, Patience, Stage
from desk.leads.policy import spread_of
from desk.staff.response import due_at, elapsed
from desk.values import replace


def retime(lead: Lead, earlier: datetime, situation: Situation) -> Decision:
    """``earlier`` is what was shown when it became ``situation.now``. Without entries when nothing moves."""
    held = lead.held and replace(lead.held, until=lead.held.until + (situation.now - earlier))
    following, patience = _retime_next(lead, earlier, situation), _retime_patience(lead, earlier, situation)
    moved = replace(lead, next=following, patience=patience, held=held)
    if moved == lead:
        return Decision(lead)
    return noted(moved, "clock_set", "the machine's clock was set, or the machine slept")


def _retime_next(lead: Lead, earlier: datetime, situation: Situation) -> Next:
    at, now = lead.next.at, situation.now
    if at is None or lead.status is LeadStatus.MANUAL:
        return lead.next
    later = at + (now - earlier)
    if lead.status is LeadStatus.WAITING_HOURS:
        hours = situation.rules.hours
        opening = hours.opening(lead.zone, now)
        if opening is None:
            return lead.next
        opened = opening + spread_of(lead.id, hours)
        later = opened if lead.next.action is Action.CALL else min(later, opened)
    return replace(lead.next, at=later)


def _retime_patience(lead: Lead, earlier: datetime, situation: Situation) -> Patience | None:
    patience, now = lead.patience, situation.now
    if patience is None or patience.stage is Stage.POSTPONED:
        return patience
    at = None if patience.at is None else _due(patience.at, earlier, situation)
    return replace(patience, since=patience.since + (now - earlier), at=at, due=_due(patience.due, earlier, situation))


def _due(moment: datetime, earlier: datetime, situation: Situation) -> datetime:
    """As much open time from now on as it was from ``earlier`` on."""
    hours, now = situation.rules.hours, situation.now
    zone = ZoneInfo(hours.shop_zone)
    left = elapsed(hours.calendar, zone, earlier, moment)
    return due_at(hours.calendar, zone, now, left) or moment + (now - earlier)
