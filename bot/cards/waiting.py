"""The list of leads that nobody took: for sellers on duty as a warning, for admins when it is too late (X-14, X-16)."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.lines import open_buttons, short_line
from bot.cards.markup import Line, Page, bold, join, line
from bot.texts.catalogue import Speaker, mark
from desk.leads.model import Lead

MOST = 15
LATE, IN_TIME = mark("since {at} too late"), mark("until {at}")


def render_waiting(leads: Sequence[Lead], *, now: datetime, language: str, shop_zone: str) -> Card:
    """The longest waiting first. Without leads it says that all of them were taken."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    if not leads:
        return Page([line("🟢 ", bold(speaker.say("Every lead that waited was taken.")))]).card()
    ranked = sorted(leads, key=lambda it: (it.patience.due if it.patience else now, it.id))
    late = sum(it.overdue for it in ranked)
    title = speaker.count("{n} lead waits for somebody", "{n} leads wait for somebody", len(ranked))
    too_late = speaker.count("{n} for too long", "{n} for too long", late) if late else ""
    head = [line("🔴 " if late else "⏳ ", *join((bold(title), too_late)))]
    tail = [_row(it, reader) for it in ranked[:MOST]]
    if left := len(ranked[MOST:]):
        tail.append(line(speaker.count("and {n} more", "and {n} more", left)))
    return Page(head, tail=tail).card(open_buttons([it.id for it in ranked[:MOST]]))


def _row(lead: Lead, reader: Reader) -> Line:
    due = reader.speaker.stamp(lead.patience.due, reader.zone, reader.now) if lead.patience else ""
    return (*short_line(lead, reader), *line(" · ", reader.speaker.say(LATE if lead.overdue else IN_TIME, at=due)))
