"""JSON answers. Signs that mean something in HTML are written as escapes, wherever the answer may end up."""

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web


def answer_json(
    data: Any,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
) -> web.Response:
    body = orjson.dumps(data).replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")
    return web.Response(status=status, body=body, content_type=content_type, headers=headers)
