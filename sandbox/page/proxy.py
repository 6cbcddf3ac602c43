"""The desk's public paths, handed on byte for byte: signatures are made over bytes and addresses."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from sandbox.page.desk import DeskControl

PUBLIC = ("orders", "api", "hooks", "telegram", "healthz", "readyz", "metrics", "openapi.json")
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 and what each connection decides for itself
_HOP = frozenset(
    (
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
_CLIENT = web.AppKey("client", aiohttp.ClientSession)
LIMIT = aiohttp.ClientTimeout(total=60)
_AUTO = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class Proxy:
    def __init__(self, desk: DeskControl) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        exact = [web.route("*", f"/{path}", self._pass) for path in PUBLIC]
        return exact + [web.route("*", f"/{path}/{{tail:.*}}", self._pass) for path in PUBLIC]

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        body = request.content if request.can_read_body else None
        target = URL(self._desk.url + request.raw_path, encoded=True)
        try:
            async with request.app[_CLIENT].request(
                request.method, target, headers=_asked(request), data=body, allow_redirects=False
            ) as answer:
                return await _hand_back(request, answer)
        except (aiohttp.ClientError, TimeoutError):
            return web.json_response({"title": "the desk does not answer", "status": 502}, status=502)


async def keep_client(app: web.Application) -> AsyncIterator[None]:
    """One pool of connections while the page is served."""
    async with aiohttp.ClientSession(
        timeout=LIMIT, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=_AUTO
    ) as client:
        app[_CLIENT] = client
        yield


def _asked(request: web.Request) -> CIMultiDict[str]:
    """With the length that was announced, so that the desk can refuse a body before it reads one."""
    headers = _onward(request.headers)
    if request.content_length is not None:
        headers["Content-Length"] = str(request.content_length)
    return headers


def _onward(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in _HOP)


async def _hand_back(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    given = web.StreamResponse(status=answer.status, reason=answer.reason, headers=_onward(answer.headers))
    given.content_length = answer.content_length
    await given.prepare(request)
    async for piece in answer.content.iter_any():
        await given.write(piece)
    await given.write_eof()
    return given
