"""What an event's request carries: query, form and JSON together, as texts by squeezed names."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.orders.text import clean_line
from integrations.calltouch.vocabulary import TEMPLATE, is_empty, squeeze

LONGEST = 500  # characters of one value
MOST_EVENTS = 100  # of one request


@dataclass(frozen=True, slots=True)
class Fields:
    """``values``: what was said, by squeezed name, without placeholders. ``named``: every parameter that came.
    ``blanks``: those that hold a template nobody filled.
    """

    values: Mapping[str, str]
    named: frozenset[str]
    blanks: frozenset[str]

    def find(self, names: Iterable[str]) -> str:
        """The first that says something; empty: none does."""
        return next((self.values[name] for name in names if name in self.values), "")

    def has_blank(self, names: Iterable[str]) -> bool:
        return not self.find(names) and not self.blanks.isdisjoint(names)


def read_events(request: InboundRequest) -> list[Fields]:
    """One or several in a JSON list; what the body says beats the address. Raises Rejected for too many."""
    address = list(_pairs(urlsplit(request.url).query.encode("utf-8", "replace")))
    bodies = _read_body(request.body)
    if len(bodies) > MOST_EVENTS:
        raise Rejected(f"more than {MOST_EVENTS} events in one request")
    return [_gather([*body, *address]) for body in bodies]


def _gather(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Of a parameter that comes several times, in whatever spellings, the first that says something counts."""
    values: dict[str, str] = {}
    named, blanks = set(), set()
    for name, value in pairs:
        key, text = squeeze(name), clean_line(value, LONGEST)
        if TEMPLATE.search(name):
            continue
        named.add(key)
        if TEMPLATE.search(text):
            blanks.add(key)
        elif not is_empty(text):
            values.setdefault(key, text)
    return Fields(values, frozenset(named), frozenset(blanks - values.keys()))


def _read_body(body: bytes) -> list[list[tuple[str, str]]]:
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith((b"{", b"[")):
        try:
            told = orjson.loads(text)
        except orjson.JSONDecodeError:  # a form may begin with {callerphone}
            told = None
        if isinstance(told, dict | list):
            rows = told if isinstance(told, list) else [told]
            return [list(_flatten(row)) for row in rows if isinstance(row, dict)] or [[]]
    return [list(_pairs(text))]


def _flatten(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, bool):
            yield name, "true" if value else "false"
        elif isinstance(value, float) and math.isfinite(value) and value.is_integer():
            yield name, str(int(value))
        elif isinstance(value, str | int | float):
            yield name, str(value)
        elif isinstance(value, dict | list):
            yield name, orjson.dumps(value).decode()


def _pairs(form: bytes) -> Iterator[tuple[str, str]]:
    """Its bytes are UTF-8, or what old programs in Russian write; what is broken is read as far as it goes."""
    for name, value in parse_qsl(form.decode("latin-1"), keep_blank_values=True, encoding="latin-1"):
        yield _decode(name), _decode(value)


def _decode(text: str) -> str:
    raw = text.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")
