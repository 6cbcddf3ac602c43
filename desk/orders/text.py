"""Text from strangers: made storable and showable without losing what a person wanted to say."""

import re

# NUL and the other controls break databases and terminals; a lone surrogate cannot be encoded at all.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = "\u202a\u202b\u202d\u202e"  # closed by PDF
_ISOLATES = "\u2066\u2067\u2068"  # closed by PDI
_PDF = "\u202c"
_PDI = "\u2069"
LONGEST = 20_000  # characters: what stands behind them is not even looked at


def clean_line(text: str, limit: int) -> str:
    """One line of at most ``limit`` characters (direction marks that close it may come on top)."""
    if not text:
        return text
    return _close_directions(_SPACES.sub(" ", _UNWANTED.sub("", text[:LONGEST])).strip()[:limit])


def clean_lines(text: str, limit: int) -> str:
    """Like ``clean_line``, but keeps tabs and line breaks (as ``\\n``)."""
    unified = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return _close_directions(_UNWANTED.sub("", unified).strip()[:limit])


def _close_directions(text: str) -> str:
    """Direction marks stay, since names are written with them, but must not turn round what follows the name.

    https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
    """
    if not _DIRECTIONS.search(text):
        return text
    embeddings = sum(text.count(mark) for mark in _OVERRIDES) - text.count(_PDF)
    isolates = sum(text.count(mark) for mark in _ISOLATES) - text.count(_PDI)
    return text + _PDF * max(0, embeddings) + _PDI * max(0, isolates)
