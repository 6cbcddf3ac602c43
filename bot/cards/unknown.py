"""The list of what nobody knows: which call, which message, since when; the oldest question first (N-07)."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards.card import Card
from bot.cards.facts import Reader, name_doubt, name_of, phone_of
from bot.cards.legend import dot
from bot.cards.lines import open_buttons
from bot.cards.markup import Line, Page, bold, join, line
from bot.texts.catalogue import Speaker
from desk.leads.doubts import Doubt, doubts_of
from desk.leads.model import Lead

MOST = 15


def render_unknown(leads: Sequence[Lead], *, now: datetime, language: str, shop_zone: str) -> Card:
    """Numbers are masked: anybody of the shop may read it."""
    speaker = Speaker(language)
    if not leads:
        known = speaker.say("Of every call and message it is known whether it went out.")
        return Page([line("🟢 ", bold(known))]).card()
    reader = Reader(speaker, shop_zone, now)
    asked = sorted(((doubt, lead) for lead in leads for doubt in doubts_of(lead)), key=lambda it: it[0].since)
    calls = sum(doubt.kind is None for doubt, _lead in asked)
    counts = (_count_calls(calls, speaker), _count_messages(len(asked) - calls, speaker))
    head = [line("❓ ", *join((bold(speaker.say("Nobody knows whether it went out")), *counts)))]
    tail = [_row(doubt, lead, reader) for doubt, lead in asked[:MOST]]
    if left := len(asked[MOST:]):
        tail.append(line(speaker.count("and {n} more", "and {n} more", left)))
    tail.append(line(speaker.say("Open the lead and press “It went” or “It did not”. Nothing is repeated by itself.")))
    return Page(head, tail=tail).card(open_buttons(list(dict.fromkeys(lead.id for _doubt, lead in asked[:MOST]))))


def _row(doubt: Doubt, lead: Lead, reader: Reader) -> Line:
    since = reader.speaker.say("since {at}", at=reader.speaker.stamp(doubt.since, reader.zone, reader.now))
    who = join((bold(f"#{lead.id}"), name_of(lead, reader)), " ")
    return line(f"{dot(lead)} ", *who, " · ", *join((phone_of(lead, reader), name_doubt(doubt, reader.speaker), since)))


def _count_calls(count: int, speaker: Speaker) -> str:
    return speaker.count("{n} call", "{n} calls", count) if count else ""


def _count_messages(count: int, speaker: Speaker) -> str:
    return speaker.count("{n} message", "{n} messages", count) if count else ""
