"""Answers to /version, /backup and /export."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Card
from bot.cards.incident import shown_reason
from bot.cards.markup import Line, Page, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import flatten
from desk.staff.exports import Period, Wanted, What

CONTENTS = {What.LEADS: mark("Leads"), What.AUDIT: mark("Who did what")}
PERIODS = {
    Period.TODAY: mark("today"),
    Period.WEEK: mark("7 days"),
    Period.MONTH: mark("30 days"),
    Period.ALL: mark("from the beginning"),
}
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Running:
    """What runs here. ``database`` names the engine with its version, ``revision`` the schema."""

    version: str
    python: str
    database: str
    revision: str
    since: datetime


def render_version(it: Running, *, now: datetime, language: str, shop_zone: str) -> Card:
    speaker = Speaker(language)
    uptime = speaker.duration(now - it.since)
    rows = (
        f"Python {it.python}",
        speaker.say("database: {engine}, schema {revision}", engine=it.database, revision=it.revision),
        speaker.say("runs for {duration}, since {at}", duration=uptime, at=speaker.stamp(it.since, shop_zone, now)),
    )
    return Page([line(bold(f"Ringdesk {it.version}")), *(line(row) for row in rows)]).card()


def render_backup(place: str, size: int, *, language: str) -> Card:
    """The file stays on its machine: a chat is no place for customers' numbers."""
    speaker = Speaker(language)
    return Page(
        [
            line("🟢 ", bold(speaker.say("The database is copied, and the copy is sound."))),
            line(speaker.say("{size} MB", size=_megabytes(size))),
            line(code(flatten(place, 500))),
        ]
    ).card()


def render_no_backup(reason: str, *, language: str) -> Card:
    return Page(_failure(Speaker(language).say("The database was not copied."), reason)).card()


def tell_file(wanted: Wanted, rows: int, language: str) -> str:
    """The caption below it: plain text."""
    speaker = Speaker(language)
    lines = speaker.count("{n} line", "{n} lines", rows)
    return f"{speaker.say(CONTENTS[wanted.what])}, {speaker.say(PERIODS[wanted.period])}: {lines}"


def render_too_large(size: int, limit: int, *, language: str) -> Card:
    told = Speaker(language).say(
        "The file has {size} MB, and Telegram takes {limit}. Ask for a shorter time, or use this on the machine:",
        size=_megabytes(size),
        limit=limit // MEGABYTE,
    )
    return Page([line(told), line(code("ringdesk export"))]).card()


def _failure(what: str, reason: str) -> list[Line]:
    return [line("🔴 ", bold(what)), line(shown_reason(reason))]


def _megabytes(size: int) -> str:
    return f"{max(size / MEGABYTE, 0.01):.2f}"
