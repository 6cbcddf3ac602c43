"""A sheet of paper measured in pixels from its upper left corner, drawn on by matplotlib's Agg.

The object-oriented interface only, and one font that is part of the library: what is drawn does not depend on the
machine. https://matplotlib.org/stable/gallery/user_interfaces/canvasagg.html
"""

from bisect import bisect_right
from collections.abc import Sequence
from io import BytesIO
from math import hypot
from typing import Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from bot.pictures.palette import INK, PAPER

WIDTH = 1080
DPI = 100
POINTS = 72 / DPI  # of a pixel: sizes of letters are told in points
FAMILY = "DejaVu Sans"
HEAD = 20  # pixels: how long the head of an arrow is, and how wide
SMALLEST = 20  # pixels: letters below cannot be read on a phone
KNOWN = frozenset(get_font(fontManager.findfont(FAMILY)).get_charmap())
Side = Literal["left", "center", "right"]
Place = tuple[float, float]


class Canvas:
    def __init__(self, height: float) -> None:
        self._figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def text(
        self, place: Place, words: str, size: float, colour: str = INK, *, bold: bool = False, side: Side = "left"
    ) -> None:
        """``place`` is the middle of the line's height, at its ``side``."""
        self._axes.text(
            *place,
            readable(words),
            fontproperties=_font(size, bold),
            color=colour,
            ha=side,
            va="center_baseline",
            parse_math=False,
        )

    def box(
        self, place: Place, width: float, height: float, fill: str, *, edge: str = "none", radius: float = 0
    ) -> None:
        """``place`` is the upper left corner."""
        style = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
        self._axes.add_patch(
            FancyBboxPatch(place, width, height, boxstyle=style, facecolor=fill, edgecolor=edge, linewidth=2)
        )

    def arrow(self, way: Sequence[Place], colour: str, *, dashed: bool = False) -> None:
        """Straight through two places, or from the first to the last of four, bent by those in between."""
        *before, end = way
        foot = _foot(before[-1], end)
        codes = [Path.MOVETO, *([Path.LINETO if len(way) == 2 else Path.CURVE4] * len(before))]
        style: Any = (0, (3, 2)) if dashed else "solid"
        line = PathPatch(Path([*before, foot], codes), edgecolor=colour, fill=False, linewidth=3, linestyle=style)
        self._axes.add_patch(line)
        self._axes.add_patch(Polygon(_head(foot, end), facecolor=colour, edgecolor="none"))

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide a line becomes, in pixels."""
        points, *_rest = text_to_path.get_text_width_height_descent(readable(words), _font(size, bold), ismath=False)
        return points / POINTS

    def wrap(self, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Lines that are no wider; a word that is wider stays whole."""
        lines = [""]
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and self.width(longer, size, bold=bold) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def fit(self, words: str, size: float, width: float, *, bold: bool = False) -> tuple[str, float]:
        """One line that is no wider: with smaller letters, and cut where they would be too small."""
        natural = self.width(words, size, bold=bold)
        if natural <= width:
            return words, size
        size = max(SMALLEST, int(size * width / natural))
        room = bisect_right(
            range(len(words)), width, key=lambda end: self.width(f"{words[: end + 1]}…", size, bold=bold)
        )
        whole = self.width(words, size, bold=bold) <= width
        return (words if whole else f"{words[:room].rstrip()}…"), size

    def png(self) -> bytes:
        picture = BytesIO()
        self._figure.savefig(picture, format="png")
        return picture.getvalue()


def readable(words: str) -> str:
    """Without the signs the font does not have, or that nobody sees: they would be empty boxes."""
    plain = (" " if sign.isspace() else sign for sign in words)
    return "".join(sign for sign in plain if ord(sign) in KNOWN and sign.isprintable()).strip()


def _foot(before: Place, end: Place) -> Place:
    """Where the line ends and the head of an arrow begins."""
    long = hypot(end[0] - before[0], end[1] - before[1]) or 1
    return end[0] - (end[0] - before[0]) / long * HEAD, end[1] - (end[1] - before[1]) / long * HEAD


def _head(foot: Place, end: Place) -> list[Place]:
    across = (end[1] - foot[1]) / 2, (foot[0] - end[0]) / 2
    return [end, (foot[0] + across[0], foot[1] + across[1]), (foot[0] - across[0], foot[1] - across[1])]


def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(family=FAMILY, size=size * POINTS, weight="bold" if bold else "normal")
