"""Parameters of one request, read as the service reads them.

https://voximplant.com/docs/guides/management-api/basics
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from sandbox.voximplant.errors import ApiError

T = TypeVar("T")
DATE = "%Y-%m-%d %H:%M:%S"
_DATE_SHAPE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


async def read_params(request: web.Request) -> "Params":
    """Query, form and multipart fields together; a JSON body is not understood and so is empty."""
    values = dict(request.query)
    body = await request.read()
    if request.content_type == "application/x-www-form-urlencoded":
        values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif request.content_type == "multipart/form-data":
        values.update(_read_multipart(request.headers["Content-Type"], body))
    return Params(values, request.remote or "")


def _read_multipart(content_type: str, body: bytes) -> dict[str, str]:
    """aiohttp reads multipart from the socket only, and the witness has read the body already."""
    whole = b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    parts = BytesParser(policy=HTTP).parsebytes(whole).iter_parts()
    return {
        str(part.get_param("name", "", "content-disposition")): _decode(part.get_payload(decode=True)) for part in parts
    }


def _decode(payload: object) -> str:
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


class Params:
    """Typed reading; what cannot be read is refused with the code given (101 by default)."""

    def __init__(self, values: Mapping[str, str], remote: str = "") -> None:
        self.values = values
        self.remote = remote

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def need(self, name: str) -> str:
        """Raises ApiError 134 for a missing or empty parameter."""
        if not self.text(name):
            raise ApiError(134, name)
        return self.text(name)

    def number(self, name: str, code: int = 101) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.lstrip("-").isdigit()):
            raise ApiError(code, name)
        return int(text)

    def numbers(self, name: str, most: int = 1000) -> list[int]:
        """A list joined by semicolons; a comma makes it fail. ``all`` reads as an empty list."""
        parts = self.words(name, most)
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ApiError(101, name)
        return [int(part) for part in parts]

    def words(self, name: str, most: int = 1000) -> list[str]:
        if self.text(name) in ("", "all"):
            return []
        parts = self.text(name).split(";")
        if len(parts) > most:
            raise ApiError(101, name)
        return parts

    def flag(self, name: str, default: bool = False) -> bool:
        match self.text(name).lower():
            case "":
                return default
            case "true" | "1":
                return True
            case "false" | "0":
                return False
            case _:
                raise ApiError(101, name)

    def zone(self) -> tzinfo:
        """UTC unless ``timezone`` says otherwise; ``auto`` is the account's zone, UTC here."""
        name = self.text("timezone")
        if name in ("", "auto"):
            return UTC
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ApiError(101, "timezone") from error

    def date(self, name: str) -> datetime | None:
        """An instant in UTC, written in the request's zone. Raises ApiError 111."""
        text = self.text(name)
        if not text:
            return None
        if not _DATE_SHAPE.fullmatch(text):
            raise ApiError(111, name)
        try:
            return datetime.strptime(text, DATE).replace(tzinfo=self.zone()).astimezone(UTC)
        except ValueError as error:
            raise ApiError(111, name) from error

    def page(self, found: Sequence[T], default: int = 20) -> list[T]:
        """The asked page: ``count`` up to 1000, ``offset`` up to 10000."""
        count = self.number("count")
        offset = self.number("offset") or 0
        count = default if count is None else count
        if not 0 <= count <= 1000:
            raise ApiError(101, "count")
        if not 0 <= offset <= 10_000:
            raise ApiError(101, "offset")
        return list(found[offset : offset + count])

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)


def write_date(moment: datetime, zone: tzinfo = UTC) -> str:
    return moment.astimezone(zone).strftime(DATE)


def list_envelope(rows: Sequence[Mapping[str, Any]], total: int) -> dict[str, Any]:
    return {"result": list(rows), "count": len(rows), "total_count": total}


def strip_number(number: str) -> str:
    """Digits of an E.164 number, which the service takes with and without the plus sign."""
    return number.removeprefix("+")


def is_e164(number: str) -> bool:
    digits = strip_number(number)
    return digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15 and not digits.startswith("0")
