"""Call tracking being connected, with a stranger's text in whatever the two neighbours answer."""

from dataclasses import replace
from datetime import timedelta

from bot.cards.connection import render_connection
from bot.cards.linking import KEY, URL, ask_link, render_link, render_support
from desk.tracking.connection import STEPS, Connection, Keys, State, ask, begin, fail, stumble
from tests.faults.people.drawing import Template
from tests.faults.people.samples import NOW

ADDRESS = "https://shop.example"  # cleaned of everything else
STAMP = "2026"
OLGA = 7
LIMIT = timedelta(minutes=5)


def wish() -> Connection:
    return begin(ask(None, Keys(ADDRESS, "", 12345, ""), OLGA, NOW), NOW)


CONNECTING = (
    Template(
        "a connection is tried",
        lambda text, to: render_connection(stumble(wish(), text), STAMP, LIMIT, language=to),
    ),
    *(
        Template(
            f"a connection failed at {step}",
            lambda text, to, step=step: render_connection(  # type: ignore[misc]
                fail(replace(wish(), step=step), text), STAMP, LIMIT, language=to
            ),
        )
        for step in STEPS
    ),
    Template(
        "how the connection stands",
        lambda text, to: render_link(State.FAILED, ADDRESS, text, STAMP, connected=True, language=to),
    ),
    Template("a connection by support", lambda _text, to: render_support(to)),
    Template(
        "a question of the connection",
        lambda text, to: ask_link(KEY, URL, ADDRESS, OLGA, language=to, again=text),
    ),
)
