"""Draws the figures of a period: panels one under the other, each a white sheet."""

from bot.pictures.canvas import WIDTH, Canvas
from bot.pictures.palette import COLOURS, INK, LINE, PAPER, SHEET, SOFT
from bot.pictures.scenes import Bar, Panel, StatsScene

MARGIN, PADDING, GAP = 36, 40, 24
LEFT, RIGHT = MARGIN + PADDING, WIDTH - MARGIN - PADDING
INNER = RIGHT - LEFT
HEAD, TITLE, FOOT = 170, 90, 20
BAR, TILES, COLUMNS, LEGEND, NOTE = 82, 132, 300, 46, 37
NOTE_SIZE, LABEL_SIZE = 25, 29
SWATCH = 24
AXIS = 44  # pixels beneath the columns, for the hours
MOST_HOURS = 12  # labels beneath the columns


def draw_stats(scene: StatsScene) -> bytes:
    """A PNG."""
    paper = Canvas(100)  # to measure by: how high the picture is depends on how wide its words are
    heights = [_height(paper, it) for it in scene.panels]
    canvas = Canvas(HEAD + sum(heights) + GAP * len(heights) + MARGIN - GAP)
    canvas.text((MARGIN, 70), scene.title, 58, bold=True)
    canvas.text((MARGIN, 130), scene.subtitle, 32, SOFT)
    top = float(HEAD)
    for panel, height in zip(scene.panels, heights, strict=True):
        _draw(canvas, panel, top, height)
        top += height + GAP
    return canvas.png()


def _height(canvas: Canvas, it: Panel) -> float:
    parts = [
        TILES if it.tiles else 0,
        BAR * len(it.bars),
        COLUMNS + AXIS + LEGEND * len(_legend(canvas, it)) if it.layers else 0,
        NOTE * len(_notes(canvas, it)),
    ]
    return TITLE + sum(parts) + FOOT


def _draw(canvas: Canvas, it: Panel, top: float, height: float) -> None:
    canvas.box((MARGIN, top), WIDTH - 2 * MARGIN, height, SHEET, edge=LINE, radius=22)
    canvas.text((LEFT, top + 52), it.title, 36, bold=True)
    top += TITLE
    if it.tiles:
        _draw_tiles(canvas, it, top)
        top += TILES
    largest = max((bar.value for bar in it.bars), default=0) or 1
    for bar in it.bars:
        _draw_bar(canvas, bar, bar.value / largest, COLOURS[it.colour], top)
        top += BAR
    if it.layers:
        _draw_columns(canvas, it, top)
        top += COLUMNS + AXIS
        top = _draw_legend(canvas, it, top)
    for words in _notes(canvas, it):
        canvas.text((LEFT, top + 12), words, NOTE_SIZE, SOFT)
        top += NOTE


def _draw_tiles(canvas: Canvas, it: Panel, top: float) -> None:
    """All figures of a row are equally large."""
    width = INNER / len(it.tiles)
    size = min(canvas.fit(tile.value, 58, width - 24, bold=True)[1] for tile in it.tiles)
    for place, tile in enumerate(it.tiles):
        left = LEFT + place * width
        words, _size = canvas.fit(tile.value, size, width - 24, bold=True)
        canvas.text((left, top + 36), words, size, bold=True)
        words, small = canvas.fit(tile.label, 27, width - 24)
        canvas.text((left, top + 92), words, small, SOFT)


def _draw_bar(canvas: Canvas, it: Bar, share: float, colour: str, top: float) -> None:
    """Its name at the left, its figures at the right, and beneath both the bar on its track."""
    words, size = canvas.fit(it.text, LABEL_SIZE, INNER * 0.68)
    canvas.text((RIGHT, top + 18), words, size, side="right")
    room = INNER - canvas.width(words, size) - 30
    name, size = canvas.fit(it.label, LABEL_SIZE, room)
    canvas.text((LEFT, top + 18), name, size)
    canvas.box((LEFT, top + 42), INNER, 18, PAPER, radius=9)
    if share > 0:
        canvas.box((LEFT, top + 42), max(18, INNER * share), 18, colour, radius=9)


def _draw_columns(canvas: Canvas, it: Panel, top: float) -> None:
    sums = [sum(values) for values in zip(*(layer.values for layer in it.layers), strict=True)]
    step, bottom, highest = INNER / len(it.columns), top + COLUMNS, max(sums) or 1
    canvas.box((LEFT, bottom), INNER, 3, LINE)
    for place in range(len(it.columns)):
        _draw_column(canvas, it, place, (LEFT + place * step, bottom), step, (COLUMNS - 46) / highest)
    middle = LEFT + (sums.index(max(sums)) + 0.5) * step
    canvas.text((middle, top + 22), it.peak, NOTE_SIZE, SOFT, side="center")
    every = -(-len(it.columns) // MOST_HOURS)
    for place, words in enumerate(it.columns):
        if int(words) % every == 0:
            canvas.text((LEFT + (place + 0.5) * step, bottom + 26), words, NOTE_SIZE, SOFT, side="center")


def _draw_column(canvas: Canvas, it: Panel, place: int, corner: tuple[float, float], step: float, unit: float) -> None:
    """``corner``: the lower left one; ``unit``: pixels for one."""
    left, foot = corner
    for layer in it.layers:
        height = layer.values[place] * unit
        if height > 0:
            canvas.box((left + step * 0.12, foot - height), step * 0.76, height, COLOURS[layer.colour])
            foot -= height


def _draw_legend(canvas: Canvas, it: Panel, top: float) -> float:
    """Returns where it ends."""
    for row in _legend(canvas, it):
        left = float(LEFT)
        for name, colour in row:
            canvas.box((left, top + 14), SWATCH, SWATCH, COLOURS[colour], radius=5)
            canvas.text((left + SWATCH + 12, top + 26), name, NOTE_SIZE, INK)
            left += _entry(canvas, name)
        top += LEGEND
    return top


def _legend(canvas: Canvas, it: Panel) -> list[list[tuple[str, str]]]:
    """Names and colours, as many on a line as there is room for."""
    rows: list[list[tuple[str, str]]] = [[]]
    for layer in it.layers:
        taken = sum(_entry(canvas, name) for name, _colour in rows[-1])
        if rows[-1] and taken + _entry(canvas, layer.label) > INNER + 40:
            rows.append([])
        rows[-1].append((layer.label, layer.colour))
    return [row for row in rows if row]


def _entry(canvas: Canvas, name: str) -> float:
    return SWATCH + 12 + canvas.width(name, NOTE_SIZE) + 40


def _notes(canvas: Canvas, it: Panel) -> list[str]:
    return canvas.wrap(it.note, NOTE_SIZE, INNER) if it.note else []
