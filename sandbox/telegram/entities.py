"""Strict HTML to text and entities. Offsets and lengths count UTF-16 units.

Unknown or unbalanced tags are refused. https://core.telegram.org/bots/api#formatting-options
"""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.tags import decode_references, entity_of, match_tag, read_attributes, unparsable
from sandbox.telegram.utf16 import cut, units

Entity = dict[str, Any]

_ALONE = ("code", "pre")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Raises 400 ``can't parse entities``. The text is trimmed as Telegram does it."""
    pieces: list[str] = []
    opened: list[_Open] = []
    entities: list[Entity] = []
    at = length = 0
    while at < len(source):
        if source[at] != "<":
            lone = source.find("<", at)
            end = len(source) if lone < 0 else lone
            piece = decode_references(source[at:end])
            pieces.append(piece)
            at, length = end, length + units(piece)
            continue
        found = match_tag(source, at)
        if found[1]:
            _close(found[2].lower(), source, at, opened, entities, pieces, length)
        else:
            opened.append(_Open(found[2].lower(), read_attributes(found[3]), length, len(pieces)))
        at = found.end()
    if opened:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return trim("".join(pieces), tidy(entities))


def _close(
    tag: str,
    source: str,
    at: int,
    opened: list[_Open],
    entities: list[Entity],
    pieces: list[str],
    length: int,
) -> None:
    place = len(source[:at].encode())
    if not opened:
        raise unparsable(f"Unexpected end tag at byte offset {place}")
    start = opened.pop()
    if start.tag != tag:
        raise unparsable(f'Unmatched end tag at byte offset {place}, expected "</{start.tag}>", found "</{tag}>"')
    entity = entity_of(tag, start.attributes, "".join(pieces[start.piece :]))
    if entity and length > start.offset:
        entities.append({"offset": start.offset, "length": length - start.offset, **entity})


def tidy(entities: list[Entity]) -> list[Entity]:
    """Outer before inner; nothing lives inside code and pre, and nothing inside its own kind."""
    kept: list[Entity] = []
    # Inner tags close first; turned round, outer ones come first also where both span the same text.
    outer_first = list(reversed(entities))
    for entity in sorted(outer_first, key=_rank):
        around = [other for other in kept if _holds(other, entity)]
        if entity["type"] == "code" and entity.get("language"):
            _lend_language(entity, around)
        if not any(_swallows(other, entity) for other in around):
            kept.append({key: value for key, value in entity.items() if key != "language" or entity["type"] == "pre"})
    return kept


def _rank(entity: Entity) -> tuple[int, int, bool]:
    return entity["offset"], -entity["length"], entity["type"] != "pre"


def _lend_language(code: Entity, around: list[Entity]) -> None:
    for other in around:
        if other["type"] == "pre" and other["length"] == code["length"]:
            other["language"] = code["language"]


def _holds(outer: Entity, inner: Entity) -> bool:
    end = outer["offset"] + outer["length"]
    return bool(outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= end)


def _swallows(outer: Entity, inner: Entity) -> bool:
    kind = str(inner["type"]).removeprefix("expandable_")
    return outer["type"] in _ALONE or str(outer["type"]).removeprefix("expandable_") == kind


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space at the end, and at the start up to the first entity."""
    ended = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=units(ended))
    blank = min(units(ended) - units(ended.lstrip()), first)
    whole = units(ended) - blank
    moved = []
    for entity in entities:
        offset = entity["offset"] - blank
        length = min(entity["length"], whole - offset)
        if length > 0:
            moved.append({**entity, "offset": offset, "length": length})
    return cut(ended, blank, whole), moved
