"""Answers to /leads, /find and /errors: compact lines, each lead with a button that shows its card here."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.incident import headline
from bot.cards.lines import open_buttons, short_line
from bot.cards.markup import Page, bold, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.leads.model import Lead
from storage.incidents import Incident

MOST = 20  # leads in one answer


class Kind(Enum):
    """Which question is answered: what to say above the list, and when there is nothing."""

    OPEN = (mark("Leads in progress"), mark("No lead is in progress."))
    MINE = (mark("Your leads"), mark("You have no leads now."))
    FOUND = (mark("Found"), mark("Nothing was found."))
    ERRORS = (mark("Leads that need a person"), mark("No errors: everything goes by itself."))


def render_listing(
    kind: Kind,
    leads: Sequence[Lead],
    *,
    now: datetime,
    language: str,
    shop_zone: str,
    query: str = "",
    total: int | None = None,
    incidents: Sequence[Incident] = (),
) -> Card:
    """``total``: how many there are in all, when only the first are given. Numbers are masked, as in a group."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    broken = [headline(it, speaker, shop_zone, now) for it in incidents if it.closed_at is None]
    shown = leads[:MOST]
    title, nothing = (speaker.say(text) for text in kind.value)
    if not shown:
        return Page([*broken, *([] if broken else [line(nothing)])]).card()
    asked = speaker.say("“{text}”", text=quote(query, 60)) if query else ""
    head = [*broken, line(bold(f"{title} {asked}".rstrip()), f": {total or len(leads)}")]
    tail = [short_line(it, reader) for it in shown]
    if (left := (total or len(leads)) - len(shown)) > 0:
        tail.append(line(speaker.count("and {n} more", "and {n} more", left)))
    return Page(head, tail=tail).card(open_buttons([it.id for it in shown]))
