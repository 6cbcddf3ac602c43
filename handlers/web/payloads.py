"""The body of an order as plain fields, whatever it was written in."""

from collections.abc import Mapping
from typing import Any

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.orders.forms import nest_fields
from handlers.web.documents import parse_json
from handlers.web.forms import codec_of, parse_multipart, parse_urlencoded
from handlers.web.parameters import read_header
from handlers.web.problems import Problem


def read_payload(request: InboundRequest) -> Mapping[str, Any]:
    """Raises Problem: 400 not well-formed, 415 a type we do not take, 422 well-formed but no object."""
    header = read_header(request.headers.get("content-type", ""))
    kind, charset = header.word, header.parameters.get("charset", "")
    if kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
        return read_object(request.body, charset)
    if kind == "application/x-www-form-urlencoded":
        return _nest(parse_urlencoded(request.body, charset))
    if kind == "multipart/form-data":
        return _nest(parse_multipart(request.body, header.parameters.get("boundary", "")))
    raise Problem(415, "send application/json, application/x-www-form-urlencoded or multipart/form-data")


def read_object(body: bytes, charset: str = "") -> Mapping[str, Any]:
    """A JSON object. Raises Problem: 400, 415, 422."""
    codec = codec_of(charset)
    if codec != "utf-8":
        body = _recode(body, codec)
    document = parse_json(body)
    if not isinstance(document, dict):
        raise Problem(422, "the body must be a JSON object")
    return document


def _recode(body: bytes, codec: str) -> bytes:
    try:
        return body.decode(codec).encode()
    except UnicodeDecodeError:
        raise Problem(400, "the body is not in the charset it names") from None


def _nest(pairs: list[tuple[str, str]]) -> Mapping[str, Any]:
    """An empty form is no order: more likely a script that lost its data."""
    if not pairs:
        raise Problem(400, "the form is empty")
    try:
        return nest_fields(pairs)
    except Rejected as error:
        raise Problem(400, error.reason) from None
