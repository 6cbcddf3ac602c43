"""Forms, strictly: urlencoded and multipart bodies as names and values."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from handlers.web.bodies import signs_in
from handlers.web.parameters import read_file_name, read_header
from handlers.web.problems import Problem

MOST_FIELDS = 1000
MOST_ESCAPES = 50_000  # the standard library takes a second for a million of them
_HEADERS_LIMIT = 4096
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")  # RFC 2046, 5.1.1
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "koi8-r": "koi8-r",
    "iso-8859-1": "iso-8859-1",
}

Pairs = list[tuple[str, str]]


def codec_of(charset: str) -> str:
    """A short list of charsets: Python's own registry holds codecs that are no charsets. Raises Problem 415."""
    codec = _CHARSETS.get(charset.strip().strip('"').lower() or "utf-8")
    if not codec:
        raise Problem(415, "this charset is not understood")
    return codec


def parse_urlencoded(body: bytes, charset: str) -> Pairs:
    """Raises Problem 400. A hidden ``_charset_`` field says what the page was written in, if the header did not."""
    if signs_in(body, b"%") > MOST_ESCAPES or signs_in(body, b"&") >= MOST_FIELDS:
        raise Problem(400, f"the form has more than {MOST_FIELDS} fields, or {MOST_ESCAPES} escapes")
    try:
        return _split(body, codec_of(charset))
    except ValueError:
        named = re.search(rb"(?:^|&)_charset_=([\w-]+)", body)
        if charset or not named:
            raise Problem(400, "the form is broken, or not in the charset it names") from None
        return parse_urlencoded(body, named[1].decode("ascii"))


def _split(body: bytes, codec: str) -> Pairs:
    """Unescaped letters are taken too: ``curl -d name=Анна`` sends them. Raises ValueError."""
    text = body.decode(codec)
    return parse_qsl(text, keep_blank_values=True, encoding=codec, errors="strict")


def parse_multipart(body: bytes, boundary: str) -> Pairs:
    """RFC 7578. Files are not kept, only their names. Raises Problem 400."""
    if not _BOUNDARY.fullmatch(boundary):
        raise _broken()
    delimiter = b"--" + boundary.encode("ascii")
    border = b"\r\n" + delimiter
    if body.count(border) > MOST_FIELDS:
        raise Problem(400, f"the form has more than {MOST_FIELDS} fields")
    return [_read_part(part) for part in _parts(body, delimiter)]


def _parts(body: bytes, delimiter: bytes) -> Iterator[bytes]:
    sections = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(sections) < 2 or sections[-1].rstrip() != b"--":
        raise _broken()
    for section in sections[1:-1]:
        padding, line_end, part = section.partition(b"\r\n")
        if padding.strip(b" \t") or not line_end:
            raise _broken()
        yield part


def _read_part(part: bytes) -> tuple[str, str]:
    head, gap, content = part.partition(b"\r\n\r\n")
    if not gap or len(head) > _HEADERS_LIMIT:
        raise _broken()
    try:
        headers = _read_headers(head.decode("utf-8"))
        what = read_header(headers.get("content-disposition", ""))
        if what.word != "form-data" or "name" not in what.parameters:
            raise _broken()
        name, file = what.parameters["name"], read_file_name(what.parameters)
        if file is not None:
            return name, file
        charset = read_header(headers.get("content-type", "")).parameters.get("charset", "")
        return name, content.decode(codec_of(charset))
    except UnicodeDecodeError:
        raise Problem(400, "a field of the form is not in the charset it names") from None


def _read_headers(head: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split("\r\n"):
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name != name.strip():
            raise _broken()
        headers.setdefault(name.lower(), value.strip())
    if headers.get("content-transfer-encoding", "binary").lower() not in ("binary", "8bit", "7bit"):
        raise _broken()
    return headers


def _broken() -> Problem:
    return Problem(400, "the body is not valid multipart/form-data")
