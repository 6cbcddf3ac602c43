"""JSON from strangers: any JSON a neighbour can mean, and nothing that can hurt."""

import json
from typing import Any, NoReturn

import orjson

from handlers.web.bodies import signs_in
from handlers.web.problems import Problem

DEEPEST = 64
MOST_VALUES = 20_000
_BOM = b"\xef\xbb\xbf"  # PHP files saved with one send it along


def parse_json(body: bytes) -> Any:
    """Raises Problem 400. The last of duplicate keys wins. No NaN, no infinities, no depth beyond 64."""
    document = _parse(body.removeprefix(_BOM))
    if not _is_small(body):
        _measure(document)
    return document


def _is_small(body: bytes) -> bool:
    """It cannot be too deep or have too many values: every level costs a bracket, every value a comma or a bracket."""
    return signs_in(body, b"[{") < DEEPEST and signs_in(body, b"[{,") < MOST_VALUES // 2


def _parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if b"\\ud" not in body.lower():
            raise Problem(400, "the body is not valid JSON") from None
    return _parse_halved(body)


def _parse_halved(body: bytes) -> Any:
    """Scripts that cut a text in the middle of an emoji send half of it; orjson refuses, the order is good.

    The standard parser has no depth limit of its own but the interpreter's, hence RecursionError.
    """
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem(400, "the body is not valid JSON") from None


def _refuse(_word: str) -> NoReturn:
    raise ValueError


def _measure(document: Any) -> None:
    """Level by level, since a recursive walk could itself be overturned."""
    level = [document]
    count = 0
    for _depth in range(DEEPEST + 1):
        count += len(level)
        if count > MOST_VALUES:
            raise Problem(400, f"the body has more than {MOST_VALUES} values")
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise Problem(400, f"the body is nested deeper than {DEEPEST}")


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
