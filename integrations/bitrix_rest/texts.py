"""Text on its way into the portal, and error texts on their way out of it."""

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\+?\d[\d ()-]{7,}(?=\d{2})")
_BB_BRACKETS = str.maketrans("[]", "()")


def clean(value: Any) -> Any:
    """The same value, all strings in it free of control characters and lone surrogates, which JSON cannot carry."""
    if isinstance(value, str):
        plain = _CONTROL.sub("", value.encode("utf-8", "replace").decode())
        return value if plain == value else plain
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def one_line(text: str, limit: int = 255) -> str:
    return " ".join(text.split())[:limit]


def no_markup(text: str) -> str:
    """Plain text for fields that understand BB-codes (or HTML, in old cards).

    Square brackets become round ones: the portal has no escape for them, and our markers stay unforgeable.
    """
    return _TAG_START.sub("< ", text.translate(_BB_BRACKETS))


def error_text(text: Any) -> str:
    """An error description for people: without ``<br>``, on one line, long numbers masked."""
    plain = _BREAK.sub(" ", text if isinstance(text, str) else "")
    return one_line(_LONG_NUMBER.sub("…", plain), 300)


def tell_user(profile: Any) -> str:
    """Whose right we call with, as ``profile`` shows them."""
    told = profile if isinstance(profile, dict) else {}
    name = " ".join(str(told[part]) for part in ("NAME", "LAST_NAME") if told.get(part))
    return name or f"user {told.get('ID', 'unknown')}"
