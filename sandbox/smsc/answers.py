"""Answers in the format and alphabet the caller asked for."""

import json
from typing import Any

from aiohttp import web

from sandbox.smsc.errors import Refusal
from sandbox.smsc.message import show_id
from sandbox.smsc.params import Params, charset_of


def answer(params: Params, data: Any, plain: str) -> web.Response:
    """JSON for ``fmt=3``, else the plain text a caller who forgot ``fmt`` gets. HTTP status 200 always."""
    as_json = params.get("fmt") == "3"
    charset = charset_of(params)
    text = json.dumps(data, ensure_ascii=False) if as_json else plain
    return web.Response(
        body=text.encode(charset, "replace"),
        content_type="application/json" if as_json else "text/plain",
        charset=charset,
    )


def refuse(params: Params, refusal: Refusal) -> web.Response:
    data: dict[str, Any] = {"error": str(refusal), "error_code": refusal.code}
    if refusal.client_id and refusal.code in (3, 6, 7, 8):
        data["id"] = show_id(refusal.client_id)
    return answer(params, data, f"ERROR = {refusal.code} ({refusal})")
