"""A studio that draws at once, in no process of its own: time that leaps would pass over the drawing."""

import struct
import zlib
from collections.abc import Iterator

from bot.app.gates import OPEN, Gates
from bot.pictures.scenes import Scene
from bot.pictures.studio import Studio

SIDE = 8


class PaperStudio(Studio):
    """Each picture is another one, as when figures change."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn = 0

    async def draw(self, _scene: Scene) -> bytes:
        self._drawn += 1
        return draw_png(self._drawn)


def draw_png(shade: int) -> bytes:
    """A small grey square."""
    row = b"\0" + bytes([shade % 256]) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(header, zlib.compress(row * SIDE)))


def _chunks(header: bytes, pixels: bytes) -> Iterator[bytes]:
    for kind, data in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")):
        yield struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PAPER = Gates(OPEN.commit, OPEN.request, studio=PaperStudio)
