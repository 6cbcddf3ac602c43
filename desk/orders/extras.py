"""Fields we have no word for: kept to be shown, within limits."""

from collections.abc import Iterable, Mapping
from typing import Any

from desk.orders.text import clean_line, clean_lines

MOST_FIELDS = 100
MOST_ENTRIES = 30
DEEPEST = 3
LONGEST_TEXT = 500
LARGEST_ALL = 20_000  # characters, all fields together
LEFT_OUT = "…"  # under this name stands how many fields did not fit

# Of $_SERVER only what helps a seller. The rest may hold the shop's passwords, and cookies hold sessions.
TELLING_SERVER = ("HTTP_HOST", "HTTP_REFERER", "REQUEST_URI", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE")


def keep_extras(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Only what JSON can say: texts, numbers, flags, lists and dicts of them."""
    kept: dict[str, Any] = {}
    left_out = 0
    room = LARGEST_ALL
    for name, value in fields:
        short = _shorten(value, DEEPEST)
        size = len(name) + len(str(short))
        if len(kept) >= MOST_FIELDS or size > room:
            left_out += 1
            continue
        room -= size
        kept[clean_line(name, 100)] = short
    return kept | ({LEFT_OUT: left_out} if left_out else {})


def telling(server: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name in TELLING_SERVER if isinstance(value := server.get(name), str) and value}


def _shorten(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean_lines(value, LONGEST_TEXT)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < 64 else LEFT_OUT
    if isinstance(value, float):
        return value if abs(value) < float("inf") else LEFT_OUT
    if depth == 0:
        return LEFT_OUT
    if isinstance(value, Mapping):
        first = list(value.items())[:MOST_ENTRIES]
        return {clean_line(str(name), 100): _shorten(inner, depth - 1) for name, inner in first}
    if isinstance(value, (list, tuple)):
        return [_shorten(inner, depth - 1) for inner in value[:MOST_ENTRIES]]
    return LEFT_OUT
