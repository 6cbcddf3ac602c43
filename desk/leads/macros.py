"""Macros: several wishes of a person in a row, prepared by the shop (X-18). ``process`` carries them out."""

from collections.abc import Iterable

from desk.errors import Conflict
from desk.leads.deeds import (
    AnswerAsked,
    MacroAsked,
    OutcomeExplained,
    OutcomeSet,
    Postponed,
    Released,
    Remarked,
)
from desk.leads.model import LeadStatus
from desk.leads.wishes import MacroStep, StepKind

OUTWARD = frozenset({StepKind.ANSWER, StepKind.WON, StepKind.LOST})  # the customer or the CRM hears of it
Wish = Remarked | Postponed | AnswerAsked | OutcomeSet | OutcomeExplained | Released


def is_outward(steps: Iterable[MacroStep]) -> bool:
    """Whether any of them has an effect outside."""
    return any(step.kind in OUTWARD for step in steps)


def wishes_of(step: MacroStep, macro: MacroAsked) -> tuple[Wish, ...]:
    """What is told to the lead for it. Raises Conflict for a moment that nobody knows."""
    by = macro.by
    match step.kind:
        case StepKind.NOTE:
            return (Remarked(by, step.text),)
        case StepKind.POSTPONE if step.until:
            return (Postponed(by, step.until),)
        case StepKind.POSTPONE:
            raise Conflict("this moment has passed already")
        case StepKind.ANSWER:
            return (AnswerAsked(by, step.text, step.name, step.at_once, macro.by_force),)
        case StepKind.WON:
            return (OutcomeSet(by, LeadStatus.WON),)
        case StepKind.LOST:
            why = (OutcomeExplained(by, step.text),) if step.text else ()
            return OutcomeSet(by, LeadStatus.LOST), *why
        case StepKind.RELEASE:
            return (Released(by, macro.by_force),)


def step_of(answer: AnswerAsked) -> MacroStep:
    """An answer alone, as it is held."""
    return MacroStep(StepKind.ANSWER, answer.text, answer.name, at_once=answer.at_once)
