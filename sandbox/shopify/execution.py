"""From a valid request and the shop's values to the answer's ``data``."""

import base64
import binascii
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify.language import Field
from sandbox.shopify.refusals import Refusal, denied
from sandbox.shopify.schema import SCHEMA, base

# Fields that need a right of their own; without it they are null, and the answer says so.
GUARDED = {("Order", "customer"): "read_customers", ("LineItem", "product"): "read_products"}


@dataclass(slots=True)
class Execution:
    """``scopes``: what the caller may see. ``errors`` are collected on the way."""

    scopes: Collection[str]
    errors: list[dict[str, Any]] = field(default_factory=list)

    def select(self, fields: Sequence[Field], kind: str, value: Mapping[str, Any], path: tuple[Any, ...]) -> Any:
        return {it.alias: self._value(it, kind, value, (*path, it.alias)) for it in fields}

    def _value(self, asked: Field, kind: str, parent: Mapping[str, Any], path: tuple[Any, ...]) -> Any:
        if (scope := GUARDED.get((kind, asked.name))) and not self._may(scope):
            self.errors.append(denied(asked.name, scope) | {"path": list(path)})
            return None
        value = parent[asked.name]
        if callable(value):
            value = value(**asked.arguments)
        return self._shape(asked, base(SCHEMA.types[kind][asked.name].type), value, path)

    def _shape(self, asked: Field, kind: str, value: Any, path: tuple[Any, ...]) -> Any:
        if value is None or not asked.fields:
            return value
        if isinstance(value, list):
            return [self._shape(asked, kind, it, (*path, n)) for n, it in enumerate(value)]
        return self.select(asked.fields, kind, value, path)

    def _may(self, scope: str) -> bool:
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


def connect(rows: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str]) -> Callable[..., Any]:
    """A connection over rows in their order. Cursors are opaque, and name a row; raises Refusal for a made-up one."""

    def page(first: int, after: str | None = None, **_others: Any) -> dict[str, Any]:
        start = 0
        if after is not None:
            keys = [key(row) for row in rows]
            mark = _open(after)
            start = keys.index(mark) + 1 if mark in keys else sum(1 for it in keys if it <= mark)
        found = list(rows[start : start + first])
        return {"nodes": found, "pageInfo": _page_info(found, key, start, start + first < len(rows))}

    return page


def _page_info(
    rows: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str], start: int, more: bool
) -> dict[str, Any]:
    return {
        "hasNextPage": more,
        "hasPreviousPage": start > 0,
        "startCursor": _close(key(rows[0])) if rows else None,
        "endCursor": _close(key(rows[-1])) if rows else None,
    }


def _close(mark: str) -> str:
    return base64.urlsafe_b64encode(f"c1:{mark}".encode()).decode()


def _open(cursor: str) -> str:
    try:
        sort, _, mark = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        sort, mark = "", ""
    if sort != "c1":
        raise Refusal("Invalid cursor for current pagination sort.", "BAD_REQUEST")
    return mark
