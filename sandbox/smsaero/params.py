"""Parameters from query, form or JSON as one mapping; PHP-style lists (``numbers[]``) become lists."""

import json
from typing import Any

from aiohttp import web

from sandbox.smsaero.errors import Refusal

Params = dict[str, Any]


async def read_params(request: web.Request) -> Params:
    """Raises Refusal for a JSON body that is none."""
    params = _gather(list(request.query.items()))
    if request.method == "GET":
        return params
    if request.content_type == "application/json":
        return params | _read_json(await request.read())
    return params | _gather([(key, str(value)) for key, value in (await request.post()).items()])


def _read_json(body: bytes) -> Params:
    try:
        whole = json.loads(body or b"{}")
    except ValueError:
        whole = None
    if not isinstance(whole, dict):
        raise Refusal("Invalid JSON data in request body.", 400)
    return whole


def _gather(pairs: list[tuple[str, str]]) -> Params:
    params: Params = {}
    for key, value in pairs:
        name = key.partition("[")[0]
        if name == key:
            params[name] = value
        else:
            params.setdefault(name, []).append(value)
    return params
