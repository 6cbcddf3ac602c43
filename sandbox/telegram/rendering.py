"""Text and entities as safe HTML for a page: everything is escaped, only the tags named here come out."""

from datetime import UTC, datetime
from html import escape
from itertools import pairwise

from sandbox.telegram.entities import Entity
from sandbox.telegram.utf16 import cut, units

_PLAIN = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code"}
_CLASSED = {
    "spoiler": ("span", "tg-spoiler"),
    "blockquote": ("blockquote", ""),
    "expandable_blockquote": ("blockquote", "expandable"),
    "mention": ("span", "tg-mention"),
    "hashtag": ("span", "tg-hashtag"),
    "bot_command": ("span", "tg-command"),
    "phone_number": ("span", "tg-phone"),
}


def render(text: str, entities: list[Entity]) -> str:
    """Overlapping entities are closed and opened again, so the result is always well formed."""
    places = {0, units(text)}
    for entity in entities:
        places |= {entity["offset"], entity["offset"] + entity["length"]}
    borders = sorted(places)
    html: list[str] = []
    active: list[Entity] = []
    for start, end in pairwise(borders):
        wanted = [entity for entity in entities if _covers(entity, start) and _wrap(entity, text)[0]]
        _switch(html, active, wanted, text)
        html.append(escape(cut(text, start, end - start)))
    _switch(html, active, [], text)
    return "".join(html)


def _covers(entity: Entity, place: int) -> bool:
    return bool(entity["offset"] <= place < entity["offset"] + entity["length"])


def _switch(html: list[str], active: list[Entity], wanted: list[Entity], text: str) -> None:
    same = 0
    while same < min(len(active), len(wanted)) and active[same] is wanted[same]:
        same += 1
    while len(active) > same:
        html.append(_wrap(active.pop(), text)[1])
    for entity in wanted[same:]:
        html.append(_wrap(entity, text)[0])
        active.append(entity)


def _wrap(entity: Entity, text: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _PLAIN:
        return f"<{_PLAIN[kind]}>", f"</{_PLAIN[kind]}>"
    if kind in _CLASSED:
        tag, name = _CLASSED[kind]
        return (f'<{tag} class="{name}">' if name else f"<{tag}>"), f"</{tag}>"
    if kind == "pre":
        language = escape(str(entity.get("language", "")))
        return (f'<pre data-language="{language}">' if language else "<pre>"), "</pre>"
    if kind == "date_time":
        moment = datetime.fromtimestamp(entity["unix_time"], UTC).isoformat()
        return f'<time datetime="{moment}">', "</time>"
    address = entity.get("url") if kind == "text_link" else cut(text, entity["offset"], entity["length"])
    if kind in ("text_link", "url") and str(address).lower().startswith(("https://", "http://", "tg://")):
        return f'<a href="{escape(str(address))}" rel="noopener noreferrer" target="_blank">', "</a>"
    return "", ""
