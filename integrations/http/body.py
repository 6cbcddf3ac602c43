"""The body of an answer, read and unpacked within a limit: a gzip bomb ends there, and not in our memory."""

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

BIGGEST_ANSWER = 4 * 2**20  # bytes, after unpacking
ASKED_PACKING = "gzip"  # of all packings the only one asked for, and the only one understood
GZIP_WINDOW = 31  # window bits of zlib for a gzip header


class BodyError(Exception):
    """Too big, or packed in a way that cannot be undone."""


class _Unpacker(Protocol):
    def feed(self, piece: bytes, most: int) -> bytes: ...
    def close(self) -> None: ...


class _Plain:
    def feed(self, piece: bytes, most: int) -> bytes:
        return piece[:most]

    def close(self) -> None:
        return


class _Gzip:
    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(GZIP_WINDOW)
        self._fed = False

    def feed(self, piece: bytes, most: int) -> bytes:
        """At most ``most`` bytes (more than 0). httpx itself would unpack all of it, to a thousand times its size."""
        self._fed = True
        return self._zlib.decompress(piece, most)

    def close(self) -> None:
        if self._fed and not self._zlib.eof:
            raise zlib.error("the packed answer ends too soon")


async def read_body(
    pieces: AsyncIterator[bytes], packing: str, most: int = BIGGEST_ANSWER, *, cut: bool = False
) -> bytes:
    """``packing`` is the header ``Content-Encoding``, ``most`` in bytes after unpacking.

    ``cut``: what is longer is left unread. Raises BodyError for it otherwise.
    """
    unpacker = _choose(packing.strip().lower())
    body = bytearray()
    try:
        async for piece in pieces:
            body += unpacker.feed(piece, most + 1 - len(body))
            if len(body) > most:
                if cut:
                    return bytes(body[:most])
                raise BodyError("the answer is too big")
        unpacker.close()
    except zlib.error as error:
        raise BodyError(str(error)) from None
    return bytes(body)


def _choose(packing: str) -> _Unpacker:
    if packing in ("", "identity"):
        return _Plain()
    if packing in (ASKED_PACKING, f"x-{ASKED_PACKING}"):
        return _Gzip()
    raise BodyError("the answer is packed in a way nobody asked for")
