"""Requests whose end two readers may see in two places, with an order hidden behind the one or the other.

https://www.rfc-editor.org/rfc/rfc9112#section-6.3 and section 11.2; each is broken or ambiguous, and only a reader
who refuses the whole of it, and the connection with it, agrees with every other reader.
"""

from collections.abc import Iterator

from tests.faults.web.doors import BEARER

HIDDEN = b'{"order_id": "hidden"}'
AUTHORITY = b"Host: desk.example.com\r\nAuthorization: Bearer " + BEARER.encode() + b"\r\n"
POST = b"POST /orders/site HTTP/1.1\r\n" + AUTHORITY + b"Content-Type: application/json\r\n"
INNER = POST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN
ZERO = b"0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def _with(*lines: bytes) -> bytes:
    return POST + b"".join(line + b"\r\n" for line in lines)


def _lengths() -> Iterator[tuple[str, bytes]]:
    two = b"{}"
    for value in (b"+2", b"-2", b"0x2", b"2_0", b"2e0", b"2 2", b"2, 2", b"2,3", b"\xd9\xa2", b"", b"two", b"9" * 30,
                  b"2;", b"2\x0b", b"2\x00"):  # fmt: skip
        yield f"length {value!r}", _with(b"Content-Length: " + value) + b"\r\n" + two + INNER
    yield "two lengths", _with(b"Content-Length: 2", b"Content-Length: %d" % (2 + len(INNER))) + b"\r\n" + two + INNER
    yield "the same length twice", _with(b"Content-Length: 2", b"Content-Length: 2") + b"\r\n" + two + INNER
    yield "length with a space", _with(b"Content-Length : 2") + b"\r\n" + two + INNER
    yield "length with a tab", _with(b"Content-Length\t: 2") + b"\r\n" + two + INNER


def _codings() -> Iterator[tuple[str, bytes]]:
    length = b"Content-Length: %d" % (len(ZERO) + len(INNER))
    yield "length and chunks", _with(length, b"Transfer-Encoding: chunked") + b"\r\n" + ZERO + INNER
    yield "chunks and length", _with(b"Transfer-Encoding: chunked", length) + b"\r\n" + ZERO + INNER
    yield (
        "chunks and a short length",
        _with(b"Content-Length: 3", b"Transfer-Encoding: chunked") + b"\r\n" + ZERO + INNER,
    )
    for value in (b"xchunked", b"identity", b"chunked, identity", b"chunked, chunked", b"\x0bchunked", b"chunked\x00",
                  b"chun ked", b'"chunked"', b"chunked;q=1", b",", b"chunked,", b"chunk", b"cow"):  # fmt: skip
        coded = b"Transfer-Encoding: " + value
        yield f"coding {value!r}", _with(coded) + b"\r\n" + ZERO + INNER
        yield f"coding {value!r} and a length", _with(coded, length) + b"\r\n" + ZERO + INNER
    twice = (b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity")
    yield "two codings", _with(*twice) + b"\r\n" + ZERO + INNER
    yield "two codings, the other way", _with(*twice[::-1]) + b"\r\n" + ZERO + INNER
    yield "coding with a space", _with(b"Transfer-Encoding : chunked", length) + b"\r\n" + ZERO + INNER
    yield "coding folded", _with(b"Transfer-Encoding:\r\n chunked", length) + b"\r\n" + ZERO + INNER
    yield "coding after a bare line feed", _with(b"X: y\nTransfer-Encoding: chunked", length) + b"\r\n" + ZERO + INNER
    yield "coding after a bare return", _with(b"X: y\rTransfer-Encoding: chunked", length) + b"\r\n" + ZERO + INNER
    old = POST.replace(b"HTTP/1.1", b"HTTP/1.0")
    yield "chunks in HTTP/1.0", old + CHUNKED + length + b"\r\n\r\n" + ZERO + INNER


def _chunks() -> Iterator[tuple[str, bytes]]:
    for size in (b"0x2", b"+2", b"-2", b" 2", b"2_", b"g", b"", b"F" * 20, b"2\x00", b"\xd9\xa2", b"2;a\nb", b"2\rx"):
        yield f"chunk of {size!r}", _with() + CHUNKED + b"\r\n" + size + b"\r\n{}\r\n" + ZERO + INNER
    yield "chunk ended by a line feed", _with() + CHUNKED + b"\r\n2\n{}\r\n" + ZERO + INNER
    yield "chunk without its end", _with() + CHUNKED + b"\r\n2\r\n{}" + ZERO + INNER
    yield "chunk longer than it says", _with() + CHUNKED + b"\r\n1\r\n{}\r\n" + ZERO + INNER
    yield "last chunk ended by a line feed", _with() + CHUNKED + b"\r\n2\r\n{}\r\n0\n\n" + INNER
    yield "chunks with a broken trailer", _with() + CHUNKED + b"\r\n2\r\n{}\r\n0\r\nX y\r\n\r\n" + INNER


def _heads() -> Iterator[tuple[str, bytes]]:
    rest = b"Content-Length: 2\r\n\r\n{}" + INNER
    yield "bare line feeds", (_with() + b"Content-Length: 2\r\n\r\n").replace(b"\r\n", b"\n") + b"{}" + INNER
    yield "a folded line", _with(b"X: a\r\n b") + rest
    yield "a line without colon", _with(b"hello") + rest
    yield "a line without name", _with(b": x") + rest
    yield "a name with a space", _with(b"X Y: x") + rest
    yield "a name beyond ASCII", _with("Ключ: x".encode()) + rest
    yield "a NUL in a value", _with(b"X: a\x00b") + rest
    yield "a return in a value", _with(b"X: a\rb") + rest
    yield "a space before the first line", _with().replace(b"Host:", b" Host:") + rest
    for first in (
        b"POST /orders/site HTTP/1.1 x",
        b"POST /orders/site HTTP/2.0",
        b"POST /orders/site HTTP/9.9",
        b"POST /orders/site http/1.1",
        b"POST /orders/site",
        b"POST\t/orders/site\tHTTP/1.1",
        b"POST /orders/site HTTP/1.1\x00",
        b"PRI * HTTP/2.0",
        b"PO ST /orders/site HTTP/1.1",
    ):
        yield f"first line {first!r}", POST.replace(b"POST /orders/site HTTP/1.1", first) + rest
    yield "a name of 20,000", _with(b"X" * 20_000 + b": y") + rest
    yield "a value of 20,000", _with(b"X: " + b"y" * 20_000) + rest
    yield "a thousand lines", _with(*(b"X%d: y" % n for n in range(1000))) + rest


def broken() -> dict[str, bytes]:
    """To be refused with 400, or with silence, and a closed connection; nothing of it may be taken."""
    return dict([*_lengths(), *_codings(), *_chunks(), *_heads()])


def whole() -> dict[str, bytes]:
    """Strange but clear: an order with the reference "outer" and nothing else, the hidden one being inside of it."""
    outer = b'{"order_id": "outer", "comment": "%s"}' % INNER.replace(b"\r\n", b"\\r\\n").replace(b'"', b"'")
    length = b"Content-Length: %d\r\n" % len(outer)
    chunk = b"%x;word=%s\r\n%s\r\n0\r\n\r\n"
    return {
        "as it should be": _with() + length + b"\r\n" + outer,
        "blanks around the length": _with(b"Content-Length:  \t%d \t" % len(outer)) + b"\r\n" + outer,
        "leading noughts": _with(b"Content-Length: 000%d" % len(outer)) + b"\r\n" + outer,
        "empty lines before": b"\r\n\r\n" + _with() + length + b"\r\n" + outer,
        "a word behind the size": _with() + CHUNKED + b"\r\n" + chunk % (len(outer), b"x" * 900, outer),
        "capitals": _with() + CHUNKED.upper() + b"\r\n" + chunk % (len(outer), b"x", outer),
        "trailers": _with() + CHUNKED + b"\r\n%x\r\n%s\r\n0\r\nX: y\r\n\r\n" % (len(outer), outer),
        "a whole address": POST.replace(b"/orders/site", b"http://desk.example.com/orders/site")
        + length
        + b"\r\n"
        + outer,
        "asked before": _with(b"Expect: 100-continue") + length + b"\r\n" + outer,
    }
