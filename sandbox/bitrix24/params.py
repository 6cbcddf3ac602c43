"""Parameters of a call, wherever they stand: query, form, multipart or JSON; the body wins over the query.

https://apidocs.bitrix24.com/settings/how-to-call-rest-api/general-principles.html
"""

import base64
import json
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.bitrix24 import php

Params = dict[str, Any]


async def read_params(request: web.Request) -> Params:
    """A JSON body that cannot be parsed is silently ignored, as the portal does."""
    return php.parse_query(request.query_string) | _body(request, await request.read())


def _body(request: web.Request, body: bytes) -> Params:
    kind = request.content_type
    if "json" in kind:
        return _json(body)
    if kind == "multipart/form-data":
        return php.nest(_parts(request.headers["Content-Type"], body))
    if kind == "application/x-www-form-urlencoded":
        return php.nest(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return {}


def _json(body: bytes) -> Params:
    try:
        data = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _refuse(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON for PHP


def _parts(content_type: str, body: bytes) -> list[tuple[str, Any]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii", "replace")
    whole = BytesParser(policy=HTTP).parsebytes(head + body)
    return [_part(part) for part in whole.iter_parts()]


def _part(part: Message) -> tuple[str, Any]:
    name = str(part.get_param("name", "", header="content-disposition"))
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if (filename := part.get_filename()) is not None:
        return name, [filename, base64.b64encode(data).decode()]
    return name, data.decode("utf-8", "replace")


def pick(params: Params, name: str) -> Any:
    """The old CRM methods take a parameter as ``filter``, ``FILTER``, ``Filter`` or ``arFilter``."""
    spellings = (name, name.upper(), name.capitalize(), f"ar{name.capitalize()}")
    return next((params[key] for key in spellings if key in params), None)


def pick_id(params: Params) -> int:
    return php.integer(params.get("id", params.get("ID")))
