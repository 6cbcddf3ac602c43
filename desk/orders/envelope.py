"""Two shapes of one order: flat, and PHP's ``{"server": $_SERVER, "cookies": $_COOKIE, "post": $_POST}``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.errors import Rejected
from desk.orders.values import is_absent

MOST_FIELDS = 1000
_PARTS = ("server", "cookies", "post")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the form's fields, and what the store's web server knew about the visitor."""

    fields: Mapping[str, Any]
    server: Mapping[str, Any]
    cookies: Mapping[str, Any]


def open_envelope(payload: Mapping[str, Any]) -> Sent:
    """``post`` and the top level are read alike; where both have a value, ``post`` (the visitor's form) wins.

    Raises Rejected when a part is no object, or for more than 1000 fields.
    """
    server, cookies, post = (_part(payload, name) for name in _PARTS)
    fields = {name: value for name, value in payload.items() if name not in _PARTS}
    fields |= {name: value for name, value in post.items() if name not in fields or not is_absent(value)}
    if len(fields) > MOST_FIELDS:
        raise Rejected("too many fields")
    return Sent(fields, server, cookies)


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """PHP writes an empty array as ``[]``, whether it had names or not."""
    part = payload.get(name)
    if is_absent(part):
        return {}
    if not isinstance(part, Mapping):
        raise Rejected("must be an object", field=name)
    return part
