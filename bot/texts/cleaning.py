"""Texts of strangers, made harmless for one line of a card: whatever is typed into a form ends up here.

Telegram counts in UTF-16 units. https://core.telegram.org/bots/api#formatting-options
"""

import re
import unicodedata
from itertools import groupby

ELLIPSIS = "…"
# Look like nothing, and are letters by their category: fillers of Hangul, the blank of Braille.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn"})  # formats (zero width, writing direction), halves, private and unassigned
SPACES = frozenset({"Cc", "Zs", "Zl", "Zp"})  # line ends and control characters part words
MARKS = frozenset({"Mn", "Me"})
MOST_MARKS = 2  # in a row: accents, not towers of them
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
ISOLATE, RELEASE = "\u2068", "\u2069"  # first strong isolate, and its end: UAX #9
JOINER = "\u2060"  # zero width, breaks links apart, and is no place for a line break

# What Telegram turns into a link by itself: mentions, tags, commands, cash tags; addresses; names of sites.
LINKING = re.compile(r"(?<=[@#$/])(?=\w)|(?<=:)(?=//)|(?<=\w\.)(?=\w*[^\W\d])", re.IGNORECASE)


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` UTF-16 units, an ellipsis at the end when something was cut off."""
    if units(text) <= limit:
        return text
    kept, room = [], limit - 1
    for c in text:
        room -= 2 if ord(c) > 0xFFFF else 1
        if room < 0:
            break
        kept.append(c)
    return "".join(kept).rstrip() + ELLIPSIS


def flatten(text: str, limit: int = 200) -> str:
    """One visible line: no line ends, nothing of zero width, no marks of writing direction."""
    composed = unicodedata.normalize("NFC", text[: limit * 8])
    shown = "".join(_visible(c) for c in composed)
    calm = "".join("".join(run)[: MOST_MARKS if marks else None] for marks, run in groupby(shown, _is_mark))
    return cut(" ".join(calm.split()), limit)


def defuse(text: str) -> str:
    """Telegram links mentions, tags and addresses by itself; in a stranger's words nothing may become a link."""
    return LINKING.sub(JOINER, text)


def isolate(text: str) -> str:
    """Keep the direction of Hebrew or Arabic letters to themselves, so that they cannot reorder the rest of a line."""
    if any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text):
        return f"{ISOLATE}{text}{RELEASE}"
    return text


def _visible(c: str) -> str:
    if c in BLANKS:
        return ""
    category = unicodedata.category(c)
    return " " if category in SPACES else "" if category in HIDDEN else c


def _is_mark(c: str) -> bool:
    return unicodedata.category(c) in MARKS
