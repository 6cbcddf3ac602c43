"""What a neighbour's loosely typed JSON holds, and what may be put into it."""

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONG_NUMBER = re.compile(r"\+?\d[\d ()-]{7,}(?=\d{2})")


def as_id(value: Any) -> int:
    """The number of a record, as a number or as text; 0 for anything else."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() else 0


def clean(value: Any) -> Any:
    """The same value, all strings in it free of control characters and lone surrogates, which JSON cannot carry."""
    if isinstance(value, str):
        plain = _CONTROL.sub("", value.encode("utf-8", "replace").decode())
        return value if plain == value else plain
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value


def one_line(text: str, limit: int = 255) -> str:
    return " ".join(text.split())[:limit]


def mask_numbers(text: str) -> str:
    """A neighbour's words for people, on one line: they may quote a customer's phone."""
    return one_line(_LONG_NUMBER.sub("…", text), 300)
