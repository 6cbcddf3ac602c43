"""HTML tags of message text. https://core.telegram.org/bots/api#html-style"""

import re
from html import unescape
from typing import Any

from sandbox.telegram.errors import ApiError, bad

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
KNOWN = {*SIMPLE, "span", "a", "blockquote", "tg-emoji", "tg-time"}

_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>""")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Only these named references are decoded, all others stay as they are written.
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def unparsable(text: str) -> ApiError:
    return bad(f"can't parse entities: {text}")


def decode_references(text: str) -> str:
    return _REFERENCE.sub(lambda found: unescape(found[0]), text)


def match_tag(source: str, at: int) -> re.Match[str]:
    """The tag that starts at ``at``; refuses a lone ``<`` and tags Telegram does not know."""
    found = _TAG.match(source, at)
    name = found[2].lower() if found else ""
    if not found or name not in KNOWN:
        raise unparsable(f'Unsupported start tag "{name}" at byte offset {len(source[:at].encode())}')
    return found


def read_attributes(raw: str) -> dict[str, str]:
    return {
        found[1].lower(): decode_references(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(raw)
    }


def entity_of(tag: str, attributes: dict[str, str], inner: str) -> dict[str, Any] | None:
    """Type and extras of the entity a closed tag makes; None when Telegram drops it silently."""
    if tag in SIMPLE:
        return _code(attributes) if tag == "code" else {"type": SIMPLE[tag]}
    if tag == "span":
        if attributes.get("class") != "tg-spoiler":
            raise unparsable('Tag "span" must have class "tg-spoiler"')
        return {"type": "spoiler"}
    if tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
    if tag == "a":
        return _link(attributes.get("href") or inner)
    return _emoji(attributes) if tag == "tg-emoji" else _moment(attributes)


def _code(attributes: dict[str, str]) -> dict[str, Any]:
    language = attributes.get("class", "")
    found = {"type": "code"}
    if language.startswith("language-"):
        found["language"] = language.removeprefix("language-")
    return found


def _link(address: str) -> dict[str, Any] | None:
    if re.match(r"(https?|tg)://", address, re.IGNORECASE):
        return {"type": "text_link", "url": address}
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", address):
        return {"type": "text_link", "url": f"http://{address}"}
    return None


def _emoji(attributes: dict[str, str]) -> dict[str, Any]:
    number = attributes.get("emoji-id", "")
    if not number.isdecimal():
        raise unparsable("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": number}


def _moment(attributes: dict[str, str]) -> dict[str, Any]:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal() or not _TIME_FORMAT.fullmatch(form):
        raise unparsable('Tag "tg-time" has an invalid "unix" or "format"')
    found: dict[str, Any] = {"type": "date_time", "unix_time": int(unix)}
    if form:
        found["date_time_format"] = form
    return found
