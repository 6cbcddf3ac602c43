"""Pages of ``sms/list``: an object keyed by "0", "1", … with ``links`` and ``totalCount`` among the rows."""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.smsaero.message import AeroMessage
from sandbox.smsaero.params import Params

PAGE_SIZE = 50


def select(messages: Sequence[AeroMessage], params: Params) -> list[AeroMessage]:
    """Newest first, by number and by a piece of the text."""
    number, text = str(params.get("number", "")), str(params.get("text", ""))
    return [
        message for message in reversed(messages) if number in ("", message.number) and text in message.text
    ]


def show_page(
    found: list[AeroMessage], page: int, path: str, show: Callable[[AeroMessage], dict[str, Any]]
) -> dict[str, Any]:
    last = max(1, -(-len(found) // PAGE_SIZE))
    rows = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    data: dict[str, Any] = {str(n): show(message) for n, message in enumerate(rows)}
    links = {"self": f"{path}?page={page}", "first": f"{path}?page=1", "last": f"{path}?page={last}"}
    if page < last:
        links["next"] = f"{path}?page={page + 1}"
    return data | {"links": links, "totalCount": str(len(found))}
