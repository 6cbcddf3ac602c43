"""Text on its way into the portal, and error texts on their way out of it."""

import re
from typing import Any

from integrations.values import mask_numbers

_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_BB_BRACKETS = str.maketrans("[]", "()")


def no_markup(text: str) -> str:
    """Plain text for fields that understand BB-codes (or HTML, in old cards).

    Square brackets become round ones: the portal has no escape for them, and our markers stay unforgeable.
    """
    return _TAG_START.sub("< ", text.translate(_BB_BRACKETS))


def error_text(text: Any) -> str:
    """An error description for people: without ``<br>``, on one line, long numbers masked."""
    plain = _BREAK.sub(" ", text if isinstance(text, str) else "")
    return mask_numbers(plain)


def tell_user(profile: Any) -> str:
    """Whose right we call with, as ``profile`` shows them."""
    told = profile if isinstance(profile, dict) else {}
    name = " ".join(str(told[part]) for part in ("NAME", "LAST_NAME") if told.get(part))
    return name or f"user {told.get('ID', 'unknown')}"
