"""Entities that Telegram finds by itself: commands, mentions, hashtags, addresses, phone numbers."""

import re

from sandbox.telegram.entities import Entity
from sandbox.telegram.utf16 import units

_PATTERNS = {
    "url": re.compile(r"https?://[^\s<>\"]+[^\s<>\".,!?;:)\]]"),
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w&#])#\w*[^\W\d]\w*"),
    "phone_number": re.compile(r"(?<![\w+])\+\d[\d ()-]{7,17}\d(?!\w)"),
}
_CLOSED = {"code", "pre", "text_link", "text_mention", *_PATTERNS}


def detect(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities and the found ones, in order; nothing is found inside code and links."""
    found = list(entities)
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            if not any(_overlaps(entity, offset, length) for entity in found if entity["type"] in _CLOSED):
                found.append({"offset": offset, "length": length, "type": kind})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def _overlaps(entity: Entity, offset: int, length: int) -> bool:
    return bool(entity["offset"] < offset + length and offset < entity["offset"] + entity["length"])
