"""The fields of a web form, with PHP's nested names: ``items[0][name]=Watch`` is a field within a field."""

import re
from collections.abc import Iterable
from typing import Any

from desk.errors import Rejected

DEEPEST_NAME = 8
_NESTED = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def nest_fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Names and values, in their order, as nested dicts; ``[]`` takes the next free index; the last one wins.

    Indexes stay text, as in ``{"items": {"0": {...}}}``: forms skip numbers when a row was deleted.
    Raises Rejected for a name nested deeper than 8. https://www.php.net/manual/en/faq.html.php#faq.html.arrays
    """
    fields: dict[str, Any] = {}
    for name, value in pairs:
        path = _split_name(name)
        if len(path) > DEEPEST_NAME:
            raise Rejected("a field's name is nested too deep")
        _put(fields, path, value)
    return fields


def _split_name(name: str) -> list[str]:
    nested = _NESTED.fullmatch(name)
    return [nested[1], *_PART.findall(nested[2])] if nested else [name]


def _put(fields: dict[str, Any], path: list[str], value: str) -> None:
    *outer, last = path
    for part in outer:
        key = part or str(len(fields))
        inner = fields.get(key)
        if not isinstance(inner, dict):
            inner = fields[key] = {}
        fields = inner
    fields[last or str(len(fields))] = value
