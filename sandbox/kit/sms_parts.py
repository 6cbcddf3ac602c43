"""How a text is cut into billed SMS parts (3GPP TS 23.038: GSM 7-bit alphabet, otherwise UCS-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[]~|€\f")


@dataclass(frozen=True, slots=True)
class Measure:
    """``units`` are septets (``gsm7``) or UTF-16 code units (``ucs2``) of the whole text."""

    alphabet: Literal["gsm7", "ucs2"]
    units: int
    parts: int


def measure(text: str) -> Measure:
    """An empty text is one part: the networks carry it as a message of length nought."""
    if all(letter in _BASIC or letter in _EXTENSION for letter in text):
        widths = [2 if letter in _EXTENSION else 1 for letter in text]
        return Measure("gsm7", sum(widths), _parts(widths, 160, 153))
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Measure("ucs2", sum(widths), _parts(widths, 70, 67))


def _parts(widths: list[int], alone: int, joined: int) -> int:
    return 1 if sum(widths) <= alone else _pack(widths, joined)


def _pack(widths: Iterable[int], room: int) -> int:
    """Greedy, and never through the middle of an escape pair or a surrogate pair."""
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
