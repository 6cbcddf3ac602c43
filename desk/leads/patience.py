"""Clocks that watch people: how long a lead may wait for somebody, and how long a claim is kept (N-01, X-14, X-16).

A claim is a lease: whoever has a lead and does nothing with it is reminded, then it goes to the next. Both clocks stand
still while the shop is closed.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from desk.errors import Ignored
from desk.leads.commands import Assign, Command, Remind
from desk.leads.decision import Decision, Situation, noted
from desk.leads.events import Event, PatienceEnded
from desk.leads.model import Action, Lead, LeadStatus, Next, Patience, Stage, Trouble
from desk.staff.response import due_at
from desk.values import replace

ANYBODY = -1  # no person has this number; 0 is the command line


def keep_time(before: Lead | None, decision: Decision, fact: Event | None, situation: Situation) -> Decision:
    """Start the clock anew when somebody else is waited for, or when the one who is waited for did something."""
    lead = decision.lead
    whom = _awaited(lead)
    if whom is None:
        return decision if lead.patience is None else replace(decision, lead=replace(lead, patience=None))
    if before is not None and lead.patience is not None and lead.patience is not before.patience:
        return decision  # the step knew better, even where it came to the same
    same = before is not None and whom == _awaited(before)
    if same and (_is_postponed(lead) or getattr(getattr(fact, "by", None), "id", None) != whom):
        return decision
    changed = replace(lead, patience=(_answer_clock if whom == ANYBODY else _lease)(situation))
    return Decision(changed, decision.commands + _give(before, whom, same, situation), decision.entries)


def renew(lead: Lead, situation: Situation) -> Lead:
    """Its owner was at work, which no fact of theirs says: the lease begins anew. What is put off stays so."""
    if lead.status is not LeadStatus.MANUAL or lead.assignee is None or _is_postponed(lead):
        return lead
    return replace(lead, patience=_lease(situation))


def run_out(lead: Lead, _fact: PatienceEnded, situation: Situation) -> Decision:
    """The moment in ``patience.at`` came: warn, escalate, remind, or pass the lead on."""
    patience = lead.patience
    if patience is None or patience.at is None or patience.at > situation.now:
        raise Ignored("it is not the time yet")
    return STEPS[patience.stage](lead, patience, situation)


def _awaited(lead: Lead) -> int | None:
    """Who has to act now. A lead that is parked for the CRM's key goes on by itself."""
    if lead.status is not LeadStatus.MANUAL:
        return None
    if lead.assignee:
        return lead.assignee.id
    return None if lead.trouble is Trouble.CRM_TOKEN else ANYBODY


def _is_postponed(lead: Lead) -> bool:
    return lead.patience is not None and lead.patience.stage is Stage.POSTPONED


def _give(before: Lead | None, whom: int, same: bool, situation: Situation) -> tuple[Command, ...]:
    if whom != ANYBODY or same or not situation.rules.staff.gives:
        return ()
    former = before.assignee.id if before and before.assignee else ANYBODY
    return (Assign(former),)


def _answer_clock(situation: Situation) -> Patience | None:
    """How long a lead may wait for anybody."""
    staff = situation.rules.staff
    return _start(Stage.ANSWER_SOON, staff.answer_within, staff.warn_before, situation)


def _lease(situation: Situation) -> Patience | None:
    """How long a claim is kept without a sign of work."""
    staff = situation.rules.staff
    return _start(Stage.IDLE_SOON, staff.lease, staff.remind_before, situation)


def _start(stage: Stage, allowed: timedelta | None, notice: timedelta, situation: Situation) -> Patience | None:
    if allowed is None:
        return None
    now, calendar = situation.now, situation.rules.hours.calendar
    zone = ZoneInfo(situation.rules.hours.shop_zone)
    due = due_at(calendar, zone, now, allowed)
    first = due_at(calendar, zone, now, max(allowed - notice, allowed / 2))
    return Patience(stage, now, first, due) if due else None


def _warn(lead: Lead, patience: Patience, _situation: Situation) -> Decision:
    late = replace(patience, stage=Stage.ANSWER_OVER, at=patience.due)
    return noted(replace(lead, patience=late), "answer_due", "nobody has taken it yet")


def _escalate(lead: Lead, patience: Patience, _situation: Situation) -> Decision:
    over = replace(patience, at=None)
    return noted(replace(lead, patience=over), "answer_overdue", "nobody took it in time; the admins are told")


def _remind(lead: Lead, patience: Patience, _situation: Situation) -> Decision:
    idle = replace(patience, stage=Stage.IDLE_OVER, at=patience.due)
    return _nudge(replace(lead, patience=idle), "reminded", "nothing has happened since it was taken")


def _come_back(lead: Lead, _patience: Patience, situation: Situation) -> Decision:
    name = lead.assignee.name if lead.assignee else ""
    told = replace(lead, next=Next(Action.PERSON, None, f"{name} works on it"), patience=_lease(situation))
    return _nudge(told, "postponed_over", "the chosen moment came")


def _nudge(lead: Lead, what: str, why: str) -> Decision:
    decision = noted(lead, what, why, name=lead.assignee.name if lead.assignee else "")
    return replace(decision, commands=(Remind(lead.assignee),)) if lead.assignee else decision


def _pass_on(lead: Lead, _patience: Patience, _situation: Situation) -> Decision:
    name = lead.assignee.name if lead.assignee else ""
    why = f"{name} did nothing with it in time"
    free = replace(lead, assignee=None, next=Next(Action.PERSON, None, "taken back, waits for somebody"), patience=None)
    return noted(free, "taken_back", why, name=name)


STEPS: Mapping[Stage, Callable[[Lead, Patience, Situation], Decision]] = {
    Stage.ANSWER_SOON: _warn,
    Stage.ANSWER_OVER: _escalate,
    Stage.IDLE_SOON: _remind,
    Stage.IDLE_OVER: _pass_on,
    Stage.POSTPONED: _come_back,
}
