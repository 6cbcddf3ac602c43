"""A call as one string, the way ``batch`` wants it.

Every value is percent-encoded, in a JSON body too: the portal splits and decodes each command like a query string.
https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

_TOKEN = re.compile(r"\$(?=(?:result|total|next|time|error)\[)")


class Reference(str):
    """``$result[key]``: filled in by the portal. Only our own, never a customer's text, may be one."""

    __slots__ = ()


def encode(method: str, params: Mapping[str, Any]) -> str:
    pairs = [pair for key, value in params.items() for pair in _flatten(quote(key, safe=""), value)]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return f"{method}?{query}"


def _flatten(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flatten(f"{name}[{quote(str(key), safe='')}]", item)
    elif isinstance(value, (list, tuple)):
        for n, item in enumerate(value):
            yield from _flatten(f"{name}[{n}]", item)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Reference):
        return str(value)
    return _TOKEN.sub("＄", str(value))
