"""HTTP Basic and the answer envelope around every method."""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.kit.basic import read_basic
from sandbox.smsaero.errors import Refusal, refuse_credentials
from sandbox.smsaero.params import Params, read_params

Method = Callable[[Params], Awaitable[Any]]


def check_access(request: web.Request, email: str, api_key: str) -> None:
    """Raises Refusal with HTTP status 401."""
    user, password = read_basic(request) or ("", "")
    known_key = hmac.compare_digest(password.encode(), api_key.encode())
    if user != email or not known_key:
        raise refuse_credentials()


async def serve(request: web.Request, email: str, api_key: str, method: Method) -> web.Response:
    try:
        check_access(request, email, api_key)
        data = await method(await read_params(request))
    except Refusal as refusal:
        refused = {"success": False, "data": refusal.fields, "message": str(refusal)}
        return _write(refused, refusal.status)
    greeting = "Successful authorization." if request.path == "/v2/auth" else None
    return _write({"success": True, "data": data, "message": greeting}, 200)


def _write(envelope: dict[str, Any], status: int) -> web.Response:
    text = json.dumps(envelope, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
