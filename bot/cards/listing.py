"""Answers to /leads, /find and /errors: compact lines, each lead with a button that shows its card here."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.incident import headline, shown_reason
from bot.cards.lines import open_buttons, short_line
from bot.cards.markup import Line, Page, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.leads.model import Lead

MOST = 20  # leads in one answer
MOST_JOBS = 5


class Kind(Enum):
    """Which question is answered: what to say above the list, and when there is nothing."""

    OPEN = (mark("Leads in progress"), mark("No lead is in progress."))
    MINE = (mark("Your leads"), mark("You have no leads now."))
    FOUND = (mark("Found"), mark("Nothing was found."))
    ERRORS = (mark("Leads that need a person"), mark("No errors: everything goes by itself."))


class Outage(Protocol):
    """An incident that is not over."""

    @property
    def cause(self) -> str: ...
    @property
    def since(self) -> datetime: ...


class GivenUp(Protocol):
    """An effect that was tried for the last time; ``kind`` is the job's own word."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def lead_id(self) -> int | None: ...
    @property
    def error(self) -> str: ...


def render_listing(
    kind: Kind,
    leads: Sequence[Lead],
    *,
    now: datetime,
    language: str,
    shop_zone: str,
    query: str = "",
    total: int | None = None,
    above: Sequence[Line] = (),
) -> Card:
    """``total``: how many there are in all, when only the first are given. Numbers are masked, as in a group."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    shown, count = leads[:MOST], max(total or 0, len(leads))
    title, nothing = (speaker.say(text) for text in kind.value)
    if not shown:
        return Page([*above, *([] if above else [line(nothing)])]).card()
    asked = speaker.say("“{text}”", text=quote(query, 60)) if query else ""
    head = [*above, line(bold(f"{title} {asked}".rstrip()), f": {count}")]
    tail = [short_line(it, reader) for it in shown]
    if left := count - len(shown):
        tail.append(line(speaker.count("and {n} more", "and {n} more", left)))
    return Page(head, tail=tail).card(open_buttons([it.id for it in shown]))


def render_errors(
    leads: Sequence[Lead],
    outages: Sequence[Outage],
    given_up: Sequence[GivenUp],
    *,
    now: datetime,
    language: str,
    shop_zone: str,
) -> Card:
    """What is broken, what was given up, and whom it left waiting (S0-05, D-03)."""
    speaker = Speaker(language)
    above = [headline(it.cause, it.since, speaker, shop_zone, now) for it in outages]
    above += [_given_up(it, speaker) for it in given_up[:MOST_JOBS]]
    if left := len(given_up[MOST_JOBS:]):
        above.append(line(speaker.count("and {n} more", "and {n} more", left)))
    return render_listing(Kind.ERRORS, leads, now=now, language=language, shop_zone=shop_zone, above=above)


def _given_up(it: GivenUp, speaker: Speaker) -> Line:
    """The number is for ``ringdesk jobs retry``."""
    what = speaker.say("given up: {kind}, job {number}", kind=quote(it.kind, 40), number=it.id)
    return line("⚠️ ", *join((what, f"#{it.lead_id}" if it.lead_id else None, shown_reason(it.error))))
