"""A wish with an effect outside is held for some seconds: thumbs slip (N-08).

While it is held nothing leaves the machine for it, and whoever asked, or an admin, takes it back with one tap. What
people wish otherwise waits until then; what neighbours report is told as ever. ``process`` carries it out.
"""

from desk.errors import Conflict, Ignored
from desk.leads.commands import TellDropped
from desk.leads.decision import Decision, Situation, noted
from desk.leads.deeds import (
    AnswerAsked,
    MacroAsked,
    OrderAsked,
    OutcomeExplained,
    OutcomeSet,
    RetryAsked,
    SmsRepeated,
    StageAsked,
    WishHeld,
    WishUndone,
)
from desk.leads.events import CallAsked, Event
from desk.leads.macros import is_outward, step_of
from desk.leads.model import Held, Lead, LeadStatus
from desk.leads.people import LONGEST_NOTE
from desk.leads.wishes import Deed
from desk.values import replace

Wish = RetryAsked | OutcomeSet | SmsRepeated | AnswerAsked | MacroAsked | StageAsked | OrderAsked


def held_for(wish: Event) -> WishHeld | None:
    """As which it is held; None: it has no effect outside, or none that could be taken back."""
    match wish:
        case RetryAsked(by):
            return WishHeld(by, Deed.RETRY)
        case OutcomeSet(by, status):
            return WishHeld(by, Deed(status.value))
        case SmsRepeated(by, ref):
            return WishHeld(by, Deed.RESEND, ref)
        case AnswerAsked(by, _, name, _, by_force):
            return WishHeld(by, Deed.ANSWER, name, (step_of(wish),), by_force)
        case MacroAsked(by, name, steps, by_force) if is_outward(steps):
            return WishHeld(by, Deed.MACRO, name, steps, by_force)
        case StageAsked(by, stage, name, since, by_force):
            return WishHeld(by, Deed.STAGE, stage, by_force=by_force, name=name, since=since)
        case OrderAsked(by, by_force):
            return WishHeld(by, Deed.ORDER, by_force=by_force)
        case _:
            return None


def wish_of(held: Held | WishHeld) -> Wish:
    """What is told to the lead in the end."""
    match held.deed:
        case Deed.RETRY:
            return RetryAsked(held.by)
        case Deed.RESEND:
            return SmsRepeated(held.by, held.subject)
        case Deed.ANSWER:
            (it,) = held.steps
            return AnswerAsked(held.by, it.text, it.name, it.at_once, held.by_force)
        case Deed.MACRO:
            return MacroAsked(held.by, held.subject, held.steps, held.by_force)
        case Deed.STAGE:
            return StageAsked(held.by, held.subject, held.name, held.since, held.by_force)
        case Deed.ORDER:
            return OrderAsked(held.by, held.by_force)
        case _:
            return OutcomeSet(held.by, LeadStatus(held.deed.value))


def undo(lead: Lead, fact: WishUndone, situation: Situation) -> Decision:
    """Raises Conflict when it is too late, or another person's wish."""
    held = lead.held
    if held is None or situation.now >= held.until:
        raise Conflict("it is too late to undo this")
    if held.by.id != fact.by.id and not fact.by_force:
        raise Conflict(f"only {held.by.name} or an admin can undo this")
    return noted(replace(lead, held=None), "undone", "taken back in time", who=fact.by.name, deed=held.deed.value)


def refuse(lead: Lead, fact: Event, _situation: Situation) -> Decision:
    """Raises Ignored for the same wish once more, and Conflict for any other."""
    held, wish = lead.held, fact if isinstance(fact, WishHeld) else held_for(fact)
    by = getattr(fact, "by", None)
    if held is None or by is None:
        raise Ignored("a person's wish comes first")
    if by.id != held.by.id:
        raise Conflict(f"{held.by.name} has just asked for something with this lead: wait a few seconds")
    if wish and (wish.deed, wish.subject, wish.steps) == (held.deed, held.subject, held.steps):
        raise Ignored("you have asked for this already")
    raise Conflict("you have just asked for something else: undo it first, or wait a few seconds")


def explain(lead: Lead, fact: OutcomeExplained, _situation: Situation) -> Decision:
    """The reason of an outcome that is still held is kept with it."""
    held, reason = lead.held, fact.reason.strip()[:LONGEST_NOTE]
    if held is None or held.deed is not Deed.LOST or held.by.id != fact.by.id:
        raise Ignored("there is no outcome to explain yet")
    if not reason or reason == held.reason:
        raise Ignored("this was said before")
    return Decision(replace(lead, held=replace(held, reason=reason)))


def yield_to(_lead: Lead, _fact: CallAsked, _situation: Situation) -> Decision:
    """The robot's own steps wait: what is held may end the lead."""
    raise Ignored("a person's wish comes first")


def drop(lead: Lead, held: Held, why: str) -> Decision:
    """It cannot be done any more. The history says so, and whoever asked for it is told."""
    noted_ = noted(lead, "hold_dropped", why, who=held.by.name, deed=held.deed.value)
    return replace(noted_, commands=(TellDropped(held.by, held.deed, why),))
