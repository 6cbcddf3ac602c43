"""Parameters of a request: query, form or JSON, in the alphabet the caller announced."""

import codecs
import json
from urllib.parse import unquote_to_bytes

from aiohttp import web

from sandbox.smsc.errors import Refusal

DEFAULT_CHARSET = "windows-1251"
_CHARSETS = {"windows-1251", "utf-8", "koi8-r"}

Params = dict[str, str]


async def read_params(request: web.Request) -> Params:
    """Form fields win over the query. Raises Refusal(1) for an unknown charset or a broken JSON body."""
    body = await request.read()
    if request.path.startswith("/rest/"):
        return _read_json(body)
    pairs = _split(request.raw_path.partition("?")[2].encode("latin-1", "replace"))
    if request.method == "POST":
        pairs |= _split(body)
    charset = pairs.get(b"charset", DEFAULT_CHARSET.encode()).decode("ascii", "replace").lower()
    if charset not in _CHARSETS:
        raise Refusal(1)
    return {key.decode("latin-1"): codecs.decode(value, charset, "replace") for key, value in pairs.items()}


def charset_of(params: Params) -> str:
    return params.get("charset", DEFAULT_CHARSET).lower()


def _split(raw: bytes) -> dict[bytes, bytes]:
    """Percent-decoding to bytes: the alphabet is known only after ``charset`` was read."""
    fields = (field.partition(b"=") for field in raw.split(b"&") if field)
    return {_unquote(key): _unquote(value) for key, _, value in fields}


def _unquote(raw: bytes) -> bytes:
    return unquote_to_bytes(raw.replace(b"+", b" "))


def _read_json(body: bytes) -> Params:
    try:
        whole = json.loads(body)
    except ValueError:
        raise Refusal(1) from None
    if not isinstance(whole, dict):
        raise Refusal(1)
    return {"fmt": "3"} | {key: str(value) for key, value in whole.items()} | {"charset": "utf-8"}
