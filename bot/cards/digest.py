"""The digest: one message instead of many when leads outrun what Telegram lets into a group (D-02, D-03)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.legend import dot
from bot.cards.lines import open_buttons, short_line
from bot.cards.markup import Line, Page, bold, line
from bot.texts.catalogue import Speaker
from desk.leads.model import Lead

MOST_LINES = 12  # leads told of line by line; the others by number
MOST_BUTTONS = 8
ROOM = 2000  # characters for numbers, so that the whole is well below Telegram's limit
URGENT_FIRST = "🔴🔵🟡🟠⚪🟣🟢🟤⚫"
Range = tuple[int, int]


def render_digest(
    leads: Sequence[Lead], *, now: datetime, language: str, shop_zone: str, others: Sequence[int] = ()
) -> Card:
    """Names every lead as ``#<id>``, alone or in a range. ``others``: leads that are only named, not told of."""
    speaker = Speaker(language)
    reader = Reader(speaker, shop_zone, now)
    ranked = sorted(leads, key=lambda it: (URGENT_FIRST.index(dot(it)), it.id))
    told, named = ranked[:MOST_LINES], [it.id for it in ranked[MOST_LINES:]]
    head = [line(bold(_title(speaker, len(leads) + len(others)))), *_counts(ranked)]
    tail = [short_line(it, reader) for it in told]
    if rest := sorted({*named, *others}):
        tail.append(line(speaker.say("and also: {numbers}", numbers=tell_numbers(rest, ROOM))))
    return Page(head, tail=tail).card(open_buttons([it.id for it in told[:MOST_BUTTONS]]))


def tell_numbers(ids: Sequence[int], room: int) -> str:
    """``#3-#9 #12``. Where that is too long, the smallest gaps are bridged: a digest leaves no lead out."""
    ranges = _ranges(sorted(set(ids)))
    while len(text := " ".join(_tell(it) for it in ranges)) > room and len(ranges) > 1:
        ranges = _bridge(ranges)
    return text


def _title(speaker: Speaker, count: int) -> str:
    return speaker.count("{n} lead, their cards follow", "{n} leads, their cards follow", count)


def _counts(leads: Sequence[Lead]) -> list[Line]:
    counts = Counter(dot(it) for it in leads)
    return [line(" ".join(f"{sign} {count}" for sign, count in counts.items()))] if len(counts) > 1 else []


def _ranges(ids: Sequence[int]) -> list[Range]:
    ranges: list[Range] = []
    for it in ids:
        if ranges and ranges[-1][1] == it - 1:
            ranges[-1] = (ranges[-1][0], it)
        else:
            ranges.append((it, it))
    return ranges


def _bridge(ranges: list[Range]) -> list[Range]:
    """All gaps of the smallest width are closed at once, so that a few rounds are enough."""
    smallest = min(after[0] - before[1] for before, after in pairwise(ranges))
    bridged = [ranges[0]]
    for it in ranges[1:]:
        if it[0] - bridged[-1][1] <= smallest:
            bridged[-1] = (bridged[-1][0], it[1])
        else:
            bridged.append(it)
    return bridged


def _tell(it: Range) -> str:
    return f"#{it[0]}" if it[0] == it[1] else f"#{it[0]}-#{it[1]}"
