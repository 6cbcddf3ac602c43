"""Parameters to message content: text or caption, entities, link preview."""

from typing import Any

from sandbox.telegram.detection import detect
from sandbox.telegram.entities import Entity, parse_html, tidy, trim
from sandbox.telegram.errors import bad
from sandbox.telegram.messages import Content
from sandbox.telegram.params import Params
from sandbox.telegram.tags import SIMPLE
from sandbox.telegram.utf16 import units

TEXT_MAX = 4096
CAPTION_MAX = 1024
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
_TYPES = {
    *SIMPLE.values(),
    *_NEEDS,
    "blockquote",
    "expandable_blockquote",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
}


def read_text(params: Params) -> Content:
    """Raises 400 when the text is empty, too long or does not parse."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if units(text) > TEXT_MAX:
        raise bad("message is too long")
    return Content(text, tuple(detect(text, entities)), preview=_preview(params))


def read_caption(params: Params, media: dict[str, Any]) -> Content:
    text, entities = _formatted(params, "caption", "caption_entities")
    if units(text) > CAPTION_MAX:
        raise bad("message caption is too long")
    return Content(text, tuple(detect(text, entities)), media)


def _preview(params: Params) -> dict[str, Any]:
    if params.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    return params.record("link_preview_options")


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    source, mode = params.text(name), params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(source)
    if mode:
        raise bad("unsupported parse_mode")
    given = [_checked(entity, units(source)) for entity in params.rows(entities_name)]
    return trim(source, tidy(given))


def _checked(entity: Any, length: int) -> Entity:
    if not isinstance(entity, dict) or entity.get("type") not in _TYPES:
        raise bad("can't parse entities: wrong entity type")
    offset, size = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(size, int) or offset < 0 or size < 1:
        raise bad("can't parse entities: offset and length must be numbers")
    if offset + size > length:
        raise bad(f"can't parse entities: entity begins at {offset} and ends after the end of the text")
    needed = _NEEDS.get(entity["type"])
    if needed and not entity.get(needed):
        raise bad(f"can't parse entities: {entity['type']} needs {needed}")
    return {key: value for key, value in entity.items() if value is not None}
