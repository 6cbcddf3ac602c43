"""Listings: an object keyed by "0", "1", … with ``links`` and ``totalCount`` among the rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.smsaero.message import AeroMessage
from sandbox.smsaero.params import Params

PAGE_SIZE = 50
_SIGN_STATUS = {"approved": 1, "moderation": 0, "rejected": 2}


def select_messages(messages: Sequence[AeroMessage], params: Params) -> list[AeroMessage]:
    """Newest first, by number and by a piece of the text."""
    number, text = str(params.get("number", "")), str(params.get("text", ""))
    return [message for message in reversed(messages) if number in ("", message.number) and text in message.text]


def show_page(rows: Sequence[dict[str, Any]], page: int, path: str) -> dict[str, Any]:
    last = max(1, -(-len(rows) // PAGE_SIZE))
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    links = {"self": f"{path}?page={page}", "first": f"{path}?page=1", "last": f"{path}?page={last}"}
    if page < last:
        links["next"] = f"{path}?page={page + 1}"
    return {str(n): row for n, row in enumerate(shown)} | {"links": links, "totalCount": str(len(rows))}


def show_signs(signs: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": n, "name": name, "status": _SIGN_STATUS[state], "extendStatus": state}
        for n, (name, state) in enumerate(signs.items(), 1)
    ]
