"""The dialog about store and CRM, with a stranger's text in what both sides say of themselves."""

from typing import Any

from bot.cards.card import Card
from bot.cards.mapping import Choice, StageShown, ask_status, render_choice, render_stages
from bot.cards.set_up import VALUES, Sides, ask_to_make, ask_value, render_closed, render_set_up, render_unconnected
from desk.exchange.connection import Attempt, Connection, Mapped, Task
from desk.exchange.model import Stage
from tests.faults.people.drawing import Template, told
from tests.faults.people.samples import NOW

MANY = 20


def sides_of(text: str) -> Sides:
    return Sides("shopify", "bitrix24", dict.fromkeys(VALUES.values(), text))


def found_of(text: str) -> Connection:
    rows = (Mapped(Stage(text, text), text, known=False),) * MANY
    named = (text,) * MANY
    return Connection(named, named, named, rows, named, text, store_works=False, crm=text, trial=named)


def dialog_of(text: str, language: str, task: Task, **more: Any) -> Card:
    attempt = Attempt(task, "k", NOW, found=found_of(text), **more)
    return render_set_up(attempt, sides_of(text), "stamp", **told(language))


def stages_of(text: str) -> list[StageShown]:
    return [StageShown("stamp", Stage(text, text), text, known=False, changed=True, who=text, at=NOW, act=1)] * MANY


def choice_of(text: str, language: str) -> Card:
    choices = [Choice("word", text)] * MANY
    return render_choice(stages_of(text)[0], choices, 0, 0, free=True, **told(language))


STORE_AND_CRM = (
    Template("store and CRM were looked at", lambda text, to: dialog_of(text, to, Task.LOOK, over=True)),
    Template("store and CRM did not answer", lambda text, to: dialog_of(text, to, Task.LOOK, over=True, reason=text)),
    Template("it is made", lambda text, to: dialog_of(text, to, Task.MAKE, reason=text)),
    Template("it was made", lambda text, to: dialog_of(text, to, Task.MAKE, over=True)),
    Template("a test order went through", lambda text, to: dialog_of(text, to, Task.TRY, over=True)),
    Template("nothing is connected", lambda text, to: render_unconnected(sides_of(text), language=to)),
    Template("shall it be made", lambda text, to: ask_to_make(found_of(text), "stamp", language=to)),
    Template(
        "a value of the connection",
        lambda text, to: ask_value("order_sync.pipeline", text, 1, language=to, again=text),
    ),
    Template("the dialog is closed", lambda _text, to: render_closed(to)),
    Template("stages and statuses", lambda text, to: render_stages(stages_of(text), 0, **told(to))),
    Template("a status for a stage", choice_of),
    Template("another word", lambda text, to: ask_status(Stage(text, text), 1, language=to, again=text)),
)
