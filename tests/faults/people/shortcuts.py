"""Answers and macros as people are shown them, and what a stranger's text may become in them."""

from datetime import timedelta
from decimal import Decimal

from bot.cards.answers import Named, Preview, ask_answer, ask_macro, render_preview
from bot.cards.card import Card
from bot.cards.lead import render_lead
from bot.cards.settings import ask_new_answer, render_group, render_setting
from desk.leads.model import Held, Lead, Person
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Deed, MacroStep, StepKind
from desk.values import replace
from tests.bot.lives import RULES
from tests.faults.people.drawing import Template, told
from tests.faults.people.samples import NOW, SOON, history_of, lead_of, settings_of

MANY = 9
STAMP = "0123abcd"


def answer_of(text: str) -> Named:
    return Named(text, STAMP, text, [(kind, text) for kind in StepKind])


def preview_of(text: str, language: str, *, at_night: bool = False) -> Card:
    opens = NOW + timedelta(hours=9) if at_night else NOW
    shown = Preview(lead_of(text), text[:800], text, STAMP, Decimal("4.5"), text, opens, paused=at_night)
    return render_preview(shown, **told(language))


def answered_of(text: str) -> Lead:
    return lead_of(text, messages=(SmsRecord(SmsKind.ANSWER, "1-answer1", text=text, name=text),) * 2)


def held_of(text: str) -> Lead:
    steps = (MacroStep(StepKind.ANSWER, text, text),)
    return lead_of(text, held=Held(Deed.MACRO, Person(7, text), SOON, text, steps=steps))


def card_of(lead: Lead, text: str, language: str) -> Card:
    return render_lead(lead, history_of(text), rules=replace(RULES, macros=True), **told(language))


SHORTCUTS = (
    Template("what to write", lambda text, to: ask_answer(lead_of(text), [answer_of(text)] * MANY, **told(to))),
    Template("a message before it is sent", preview_of),
    Template("a message at night", lambda text, to: preview_of(text, to, at_night=True)),
    Template("which macro", lambda text, to: ask_macro(lead_of(text), [answer_of(text)] * MANY, STAMP, **told(to))),
    Template("a card with answers", lambda text, to: card_of(answered_of(text), text, to)),
    Template("a macro on hold", lambda text, to: card_of(held_of(text), text, to)),
    Template("a new answer", lambda _text, to: ask_new_answer(to)),
    Template(
        "all answers",
        lambda text, to: render_group(
            "answers", [replace(settings_of(text), name=f"answers.x{text[:9]}")] * MANY, **told(to)
        ),
    ),
    Template(
        "an answer of the shop",
        lambda text, to: render_setting(replace(settings_of(text), name=f"answers.x{text[:9]}"), "answers", **told(to)),
    ),
)
