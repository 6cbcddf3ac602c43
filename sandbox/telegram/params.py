"""Parameters of a call: query string, form, JSON and multipart, also mixed; nested values as JSON text."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader
from aiohttp.base_protocol import BaseProtocol

from sandbox.telegram.errors import bad


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Params:
    """Values as they came; the getters convert and refuse with 400."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def whole(self, name: str, default: int = 0) -> int:
        if not self.has(name):
            return default
        try:
            return int(str(self.values[name]))
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """Telegram takes "true", "True", "1", "yes" and the like for true, everything else for false."""
        return str(self.values.get(name, "")).strip().lower() in ("true", "1", "yes", "t")

    def tree(self, name: str) -> Any:
        """A nested value: JSON text from forms, the value itself from a JSON body; None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def record(self, name: str) -> dict[str, Any]:
        value = self.tree(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f"can't parse {name.replace('_', ' ')}: object expected")
        return value or {}

    def rows(self, name: str) -> list[Any]:
        value = self.tree(name)
        if value is not None and not isinstance(value, list):
            raise bad(f"can't parse {name.replace('_', ' ')}: array expected")
        return value or []


async def read_params(query: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> Params:
    """Later sources win: query string, then body."""
    params = Params(dict(query))
    kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        params.values.update(_json_object(body))
    elif kind == "multipart/form-data":
        await _read_parts(params, headers["Content-Type"], body)
    elif kind == "application/x-www-form-urlencoded":
        params.values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return params


def _json_object(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise bad("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad("object expected")
    return value


async def _read_parts(params: Params, content_type: str, body: bytes) -> None:
    # The whole body is fed at once: the reader must never ask its protocol to pause.
    stream = StreamReader(BaseProtocol(asyncio.get_running_loop()), len(body) + 1)
    stream.feed_data(body)
    stream.feed_eof()
    try:
        async for part in MultipartReader({"Content-Type": content_type}, stream):
            if isinstance(part, BodyPartReader) and part.name:
                await _keep_part(params, part.name, part)
    except ValueError:
        raise bad("can't parse multipart form") from None


async def _keep_part(params: Params, name: str, part: BodyPartReader) -> None:
    content = bytes(await part.read(decode=True))
    if part.filename is None:
        params.values[name] = content.decode("utf-8", "replace")
    else:
        mime = part.headers.get("Content-Type", "application/octet-stream")
        params.files[name] = Upload(part.filename, content, mime)
