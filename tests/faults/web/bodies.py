"""Hostile bodies: kept ones, large ones by recipe, and what chance makes of both.

A file of ``corpus/`` is the headers of a body (Content-Type, Content-Encoding), an empty line, and its bytes. What
once broke something is put there by hand, and tried at every address from then on.
"""

import gzip
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
KINDS = (JSON, JSON, JSON, FORM, FORM, MULTIPART, MULTIPART)


@dataclass(frozen=True, slots=True)
class Body:
    """``chunked``: sent in chunks of that size, with a word after each length; 0: with its length."""

    name: str
    kind: str
    data: bytes
    coding: str = ""
    chunked: int = 0


@cache
def kept() -> tuple[Body, ...]:
    return tuple(read(file) for file in sorted(CORPUS.glob("*.http")))


def read(file: Path) -> Body:
    head, _, data = file.read_bytes().partition(b"\n\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\n"))
    return Body(file.stem, headers["Content-Type"], data, headers.get("Content-Encoding", ""))


def _bomb(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


@cache
def large() -> tuple[Body, ...]:
    """Recipes, since nobody reads a megabyte."""
    text = {"name": "я" * 50_000, "city": "x" * 50_000, "comment": "\n" * 50_000, "email": "a" * 30_000 + "@b.ru"}
    return (
        Body("nested lists", JSON, b"[" * 100_000),
        Body("nested objects", JSON, b'{"post":' * 100_000),
        Body("nested, half an emoji", JSON, b'{"a":' * 100_000 + b'"\\ud83d"'),
        Body("10,000 fields", JSON, json.dumps({f"f{n}": n for n in range(10_000)}).encode()),
        Body("19,000 values", JSON, json.dumps({"items": [{"a": 1}] * 9_000}).encode()),
        Body("900 utm", JSON, json.dumps({f"utm_{n}": "x" * 50 for n in range(900)}).encode()),
        Body("1,000 lines", JSON, json.dumps({"items": [{"name": "x", "price": "1,5"}] * 1000}).encode()),
        Body("long words", JSON, json.dumps(text, ensure_ascii=False).encode()),
        Body("a name of a megabyte", JSON, b'{"name": "' + b"x" * 1_040_000 + b'"}'),
        Body("a phone of a megabyte", JSON, b'{"phone": "' + b"+7 (916) " * 110_000 + b'"}'),
        Body("a place of a megabyte", JSON, b'{"city": "' + b"-a" * 500_000 + b'", "email": "' + b"a@" * 9_000 + b'"}'),
        Body(
            "a long sum", JSON, b'{"total": "' + b"1 " * 400_000 + b'", "items": [{"price": "' + b"," * 90_000 + b'"}]}'
        ),
        Body(
            "an address of a megabyte",
            JSON,
            b'{"ip": "' + b"1." * 500_000 + b'", "timezone": "' + b"A/" * 9_000 + b'"}',
        ),
        Body("halves of emojis", JSON, b'{"comment": "' + b"\\ud83d" * 170_000 + b'"}'),
        Body("too large", JSON, b'{"name": "' + b"x" * 1_100_000 + b'"}'),
        Body("too large, chunked", JSON, b'{"name": "' + b"x" * 1_100_000 + b'"}', chunked=60_000),
        Body("a byte a chunk", JSON, b'{"name": "' + b"x" * 3000 + b'"}', chunked=1),
        Body("ampersands", FORM, b"&" * 1_000_000),
        Body("equals", FORM, b"=" * 1_000_000),
        Body("fields", FORM, b"&".join(b"a%d=1" % n for n in range(100_000))),
        Body("the same field", FORM, b"a&" * 500_000),
        Body("escapes", FORM, b"name=" + b"%D0%AF" * 170_000),
        Body("broken escapes", FORM, b"name=" + b"%" * 1_000_000),
        Body("brackets", FORM, b"a" + b"[" * 500_000 + b"=1"),
        Body("fields of lines", FORM, b"&".join(b"items[%d][name]=x" % n for n in range(999))),
        Body("boundaries", MULTIPART, b"--b\r\n" * 200_000 + b"--b--"),
        Body("empty parts", MULTIPART, b"--b\r\n\r\n\r\n" * 100_000 + b"--b--"),
        Body("semicolons", MULTIPART, _part(b'form-data; name="a"' + b';"' * 1900) * 250 + b"--b--"),
        Body("quotes", MULTIPART, _part(b'form-data; name="' + b'\\"' * 1900 + b'"') * 250 + b"--b--"),
        Body(
            "numbered names", MULTIPART, _part(b"form-data; " + b"".join(b"name*%d=a;" % n for n in range(300))) * 250
        ),
        Body("almost a boundary", MULTIPART, b"--b\r\n" + b"\r\n--" * 250_000 + b"--b--"),
        Body("a bomb", JSON, _bomb(b" " * 2**24), "gzip"),
        Body("a bomb in a bomb", JSON, _bomb(_bomb(b" " * 2**24)), "gzip, gzip"),
        Body("a bomb of lists", JSON, zlib.compress(b"[" * 2**24), "deflate"),
        Body("just within", FORM, _bomb(b"a&" * 520_000), "gzip"),
    )


def _part(disposition: bytes, value: bytes = b"x") -> bytes:
    return b"--b\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + value + b"\r\n"


FIELDS = (
    "order_id", "name", "phone", "email", "city", "timezone", "ip", "comment", "consent", "utm_source", "utm_<b>",
    "partner", "items", "total", "currency", "server", "cookies", "post", "ops", "ref", "data", "id", "update_id",
    "message", "job", "status", "session_id", "cost", "callbacks", "REMOTE_ADDR", "calls", "at", "text", "quantity",
    "price", "sku", "category", "", "\u202e", "a\u0000", "__proto__", "event", "MessageSid", "MessageStatus",
)  # fmt: skip
TOKENS = (
    "null", "true", "0", "-0", "1", "7.5", "1e400", "-1e-400", "NaN", "-Infinity", "9" * 400, "9" * 5000,
    "1" + "0" * 25, "18446744073709551616",
    '""', '" "', '"\\ud83d"', '"\\udc00\\ud83d"', '"\\u0000"', '"\u202eabc"', '"\u200b\u200d"',
    '"\\uffff"', '"<script>alert(1)</script>"', '"{{ 7*7 }}"', '"=cmd|1"', '"8 (916) 123-45-67"', '"+٧٩١٦١٢٣٤٥٦٧"',
    '"99999999999999999999999999999999"', '"a@b.ru"', '"Europe/Moscow"', '"Europe"', '"../../etc"', '"1 200,50"',
    '"1e9"', '"٣"', '"²"', '"½"', '"NaN"', '"Infinity"', '"2026-02-30"', '"9999-12-31T23:59:59+14:00"', '"create"',
    '"task"', '"203.0.113.7"', '"::1%eth0"', '"Тверь"', '"' + "я" * 300 + '"', '"\\n\\t\\r"', '"a\u0336\u0489"',
    "[]", "{}",
)  # fmt: skip
SPLICES = (b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud83d", b"NaN", b"[", b"{", b'"', b"%00", b"%FF", b"&", b"=", b"\r\n",
           b"--b", b"--b--", b";", b"[]", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"1e999", b"9" * 4400)  # fmt: skip


def draw(rng: random.Random) -> Body:
    """Small ones mostly: most accidents need no megabyte."""
    body = rng.choice((_some_json, _some_json, _some_form, _some_parts, _some_kept, _some_kept))(rng)
    if rng.random() < 0.3:
        body = replace(body, data=spoil(rng, body.data))
    if rng.random() < 0.05:
        body = replace(body, coding=rng.choice(["gzip", "deflate", "br", "gzip, deflate", "x" * 500]))
    if rng.random() < 0.05:
        body = replace(body, kind=rng.choice([*KINDS, "", "text/plain", "application/json; charset=koi8-r", ";"]))
    if rng.random() < 0.05:
        body = replace(body, chunked=rng.choice([1, 7, 1000]))
    return body


def spoil(rng: random.Random, data: bytes) -> bytes:
    """Cut, doubled, spliced, or with a few bits turned over."""
    place, other = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    turned = bytearray(data)
    for _ in range(rng.randrange(1, 4) if data else 0):
        turned[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    spliced = data[:place] + rng.choice(SPLICES) + data[place:]
    return rng.choice([data[:place], data[:place] + data[other:], data + data, spliced, spliced, bytes(turned)])


def _some_json(rng: random.Random) -> Body:
    return Body("json", JSON, _object(rng, 3).encode("utf-8", "surrogatepass"))


def _object(rng: random.Random, depth: int) -> str:
    pairs = (f"{json.dumps(rng.choice(FIELDS))}: {_value(rng, depth)}" for _ in range(rng.randrange(1, 7)))
    return "{" + ", ".join(pairs) + "}"


def _value(rng: random.Random, depth: int) -> str:
    dice = rng.random()
    if depth and dice < 0.2:
        return _object(rng, depth - 1)
    if depth and dice < 0.3:
        return "[" + ", ".join(_value(rng, depth - 1) for _ in range(rng.randrange(4))) + "]"
    return rng.choice(TOKENS)


def _some_form(rng: random.Random) -> Body:
    def name() -> str:
        return rng.choice(FIELDS) + "".join(rng.choice(["[]", "[0]", "[name]", "[", "]", "[٣]", "[price]", "%5B0%5D"])
                                            for _ in range(rng.choice([0, 0, 1, 2])))  # fmt: skip

    pairs = (f"{name()}{rng.choice(['=', '=', ''])}{rng.choice(TOKENS)[1:-1]}" for _ in range(rng.randrange(1, 8)))
    return Body("form", FORM, rng.choice(["&", "&", ";", "&&"]).join(pairs).encode("utf-8", "surrogatepass"))


def _some_parts(rng: random.Random) -> Body:
    tricks: tuple[Callable[[], bytes], ...] = (
        lambda: b'form-data; name="' + rng.choice(FIELDS).encode() + b'"',
        lambda: b"form-data; name*=" + rng.choice([b"utf-8''a", b"idna''a", b"a\0''b", b"''", b"'"]),
        lambda: b'form-data; name="a"; filename*=' + rng.choice([b"utf-8''%e2%82", b"undefined''a", b"\xff", b""]),
        lambda: b'form-data; name=a; filename="' + rng.choice([b"../x", b"\\", b'\\"', b"\xd0"]) + b'"',
        lambda: b"form-data; name=a\r\nContent-Type: text/plain; charset=" + rng.choice([b"idna", b"koi8-r", b"\0"]),
        lambda: rng.choice([b"", b"attachment; name=a", b"form-data", b"form-data; name", b'form-data; name="a']),
    )
    parts = (_part(rng.choice(tricks)(), rng.choice(TOKENS).encode()) for _ in range(rng.randrange(1, 5)))
    return Body("parts", MULTIPART, b"".join(parts) + rng.choice([b"--b--", b"--b--\r\n", b"--b", b""]))


def _some_kept(rng: random.Random) -> Body:
    return rng.choice(kept())
