"""Answers and macros as acts: what is asked for, and the rows of the log about it (X-18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.macros import prepare_answer, prepare_macro
from bot.cards.card import Action
from bot.settings.loading import Settings
from desk.errors import NotFound
from desk.leads.deeds import AnswerAsked, MacroAsked
from desk.leads.model import Lead, Person
from desk.leads.wishes import MacroStep, StepKind
from storage.books import Books

ACTS: Mapping[StepKind, Action] = {  # as each step is called when it is done by itself
    StepKind.NOTE: Action.NOTE,
    StepKind.POSTPONE: Action.PUT_OFF,
    StepKind.ANSWER: Action.SEND,
    StepKind.WON: Action.WON,
    StepKind.LOST: Action.LOST,
    StepKind.RELEASE: Action.RELEASE,
}


@dataclass(frozen=True, slots=True)
class Asker:
    """``who`` asks, in the name of ``person``. ``by_force``: also about what somebody else has."""

    who: Person
    person: Person
    by_force: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What is written: an answer of the shop's by its ``name``, or somebody's own ``text``."""

    name: str = ""
    text: str = ""
    at_once: bool = False


def ask_for_words(books: Books, it: Asker, words: Words, lead: Lead, settings: Settings, now: datetime) -> AnswerAsked:
    """Raises NotFound for a name that is none, and Conflict for what cannot be filled in."""
    text = words.text
    if words.name:
        if words.name not in settings.answers:
            raise NotFound(f"there is no answer {words.name} in the settings")
        text = prepare_answer(settings.answers[words.name], lead, settings)
    wish = AnswerAsked(it.person, text, words.name, words.at_once, it.by_force)
    note_answer(books, it.who, lead.id, wish, now)
    return wish


def ask_for_macro(books: Books, it: Asker, name: str, lead: Lead, settings: Settings, now: datetime) -> MacroAsked:
    """A row for the macro, and one for each step. Raises NotFound, and Conflict, which names the step and why."""
    if name not in settings.macros:
        raise NotFound(f"there is no macro {name} in the settings")
    wish = MacroAsked(it.person, name, prepare_macro(settings.macros[name], lead, settings, now), it.by_force)
    books.acts.note(it.who, Action.MACRO.name.lower(), now, lead_id=lead.id, subject=name)
    for step in wish.steps:
        what = ACTS[step.kind].name.lower()
        books.acts.note(it.who, what, now, lead_id=lead.id, subject=step.name, macro=name, **_told(step))
    return wish


def note_answer(books: Books, who: Person, lead_id: int, wish: AnswerAsked, now: datetime) -> None:
    """The words are not told by /audit, which may be asked in a group: a customer's whole name may stand in them."""
    books.acts.note(who, Action.SEND.name.lower(), now, lead_id=lead_id, subject=wish.name, message=wish.text)


def _told(step: MacroStep) -> dict[str, str]:
    if step.until:
        return {"until": step.until.isoformat()}
    key = "message" if step.kind is StepKind.ANSWER else "text"
    return {key: step.text} if step.text else {}
