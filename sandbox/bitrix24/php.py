"""Manners of PHP that show through the API: bracket keys, arrays that are lists or maps, truth."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

_BRACKET = re.compile(r"\[([^\]]*)\]")


def parse_query(text: str) -> dict[str, Any]:
    """What ``parse_str`` makes of a query string; percent signs and pluses are decoded once."""
    return nest(parse_qsl(text, keep_blank_values=True))


def nest(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for key, value in pairs:
        head, _, tail = key.partition("[")
        # PHP cannot name a variable with a dot or a space, and writes an underscore instead.
        name = re.sub(r"[. ]", "_", head)
        if name:
            _place(root, [name, *_BRACKET.findall("[" + tail)], value)
    return {key: array(value) for key, value in root.items()}


def _place(node: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        key = step or _next_index(node)
        if not isinstance(node.get(key), dict):
            node[key] = {}
        node = node[key]
    node[path[-1] or _next_index(node)] = value


def _next_index(node: Mapping[str, Any]) -> str:
    return str(max((int(key) for key in node if key.isdigit()), default=-1) + 1)


def array(value: Any) -> Any:
    """An array with keys 0..n-1 in order is a list, any other a map; an empty one is ``[]``."""
    if isinstance(value, dict):
        if list(value) == [str(n) for n in range(len(value))]:
            return [array(item) for item in value.values()]
        return {key: array(item) for key, item in value.items()}
    return [array(item) for item in value] if isinstance(value, list) else value


def as_map(value: Any) -> dict[str, Any]:
    """The same array seen as a map: a list has the keys ``0``, ``1`` …"""
    if isinstance(value, list):
        return {str(n): item for n, item in enumerate(value)}
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def empty_to_list(value: Any) -> Any:
    """An empty map leaves the portal as ``[]``."""
    if isinstance(value, dict):
        return {str(key): empty_to_list(item) for key, item in value.items()} or []
    return [empty_to_list(item) for item in value] if isinstance(value, list) else value


def flatten(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Nested data as form fields ``a[b][c]=1``."""
    return [pair for key, value in data.items() for pair in _flatten(key, value)]


def _flatten(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, (dict, list)):
        items = as_map(value).items()
        return [pair for key, item in items for pair in _flatten(f"{name}[{key}]", item)]
    return [(name, text(value))]


def truthy(value: Any) -> bool:
    return bool(value) and value != "0"


def text(value: Any) -> str:
    """``strval``: true is "1", false and null are empty."""
    if value is None or value is False:
        return ""
    return "1" if value is True else str(value)


def integer(value: Any) -> int:
    """``intval``: the leading digits count, anything else is 0."""
    if isinstance(value, (bool, int, float)):
        return int(value)
    found = re.match(r"\s*[+-]?\d+", value) if isinstance(value, str) else None
    return int(found.group()) if found else 0


def number(value: Any) -> float:
    """``floatval`` of the CRM: spaces are dropped and a comma is a point."""
    if isinstance(value, (bool, int, float)):
        return float(value)
    plain = value.replace(" ", "").replace(",", ".") if isinstance(value, str) else ""
    found = re.match(r"[+-]?\d+(\.\d+)?", plain)
    return float(found.group()) if found else 0.0
