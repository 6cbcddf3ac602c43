"""One page of a list: filter, order, offset; 50 rows a page, always."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timezone
from typing import Any

from sandbox.bitrix24 import php
from sandbox.bitrix24.filters import Kinds, comparable, matches, split_key

PAGE = 50
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A result with ``total`` and ``next``; ``next`` is absent on the last page."""

    result: Any
    total: int | None = None
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    filter: dict[str, Any]
    order: dict[str, Any]
    start: int

    @classmethod
    def of(cls, wanted: Any, order: Any, start: Any) -> "Query":
        return cls(php.as_map(wanted), php.as_map(order), php.integer(start))


def find(rows: Iterable[Row], query: Query, kinds: Kinds, zone: timezone) -> list[Row]:
    found = [row for row in narrow(rows, query, kinds) if matches(row, query.filter, kinds, zone)]
    # Sorting is stable, so the last key goes first.
    for name, direction in reversed(query.order.items()):
        if name in kinds:
            found.sort(key=_key(name, kinds[name], zone), reverse=str(direction).upper().startswith("DESC"))
    return found


def narrow(rows: Iterable[Row], query: Query, kinds: Kinds) -> Iterable[Row]:
    """What must be equal (an owner, an id, a marker) sorts out almost all rows before anything else is compared.

    Without this a portal of thousands of leads spends its time on reading the activities of others.
    """
    for key, value in query.filter.items():
        prefix, name = split_key(key)
        if prefix in ("", "=", "@") and value and kinds.get(name) in ("integer", "string"):
            rows = _pick(rows, name, php.as_list(value) if isinstance(value, (dict, list)) else [value], kinds[name])
    return rows


def _pick(rows: Iterable[Row], name: str, values: list[Any], kind: str) -> Iterable[Row]:
    """Rows that may be equal to one of the values; what is empty on either side is somebody else's question."""
    if not all(values):
        return rows
    if kind == "integer":
        numbers = {php.integer(value) for value in values}
        return [row for row in rows if (kept := row.get(name)) in numbers or not isinstance(kept, int)]
    texts = {php.text(value).casefold() for value in values}
    return [row for row in rows if not isinstance(kept := row.get(name), str) or kept.casefold() in texts]


def cut(found: list[Row], start: int) -> Page:
    """``start=-1`` skips counting: first rows, total 0, no ``next``."""
    if start < 0:
        return Page(found[:PAGE], 0)
    first = start // PAGE * PAGE
    following = first + PAGE
    return Page(found[first:following], len(found), following if following < len(found) else None)


def _key(name: str, kind: str, zone: timezone) -> Any:
    def key(row: Row) -> tuple[bool, Any]:
        value = comparable(row.get(name), kind, zone)
        return (value is not None, value) if value is not None else (False, 0)

    return key
