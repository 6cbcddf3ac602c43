"""Draws the process: nodes with their counts, arrows by what causes them, what is final apart (S0-58)."""

from bot.pictures.canvas import WIDTH, Canvas
from bot.pictures.palette import CAUSES, INK, LINE, NODES, SHEET, SOFT
from bot.pictures.places import END_X, SPOTS, WIDE, Spot
from bot.pictures.scenes import FlowScene, Node
from bot.pictures.ways import find_way

MARGIN = 36
HEIGHT = 1500
LEGEND_TOP = 1362
LABEL = 28  # pixels: the letters of a node's title


def draw_process(scene: FlowScene) -> bytes:
    """A PNG. Raises KeyError for a node that has no place."""
    canvas = Canvas(HEIGHT)
    canvas.text((MARGIN, 70), scene.title, 58, bold=True)
    canvas.text((MARGIN, 130), scene.subtitle, 32, SOFT)
    _draw_ends(canvas, scene)
    for arrow in scene.arrows:
        canvas.arrow(find_way(arrow, scene.arrows), CAUSES[arrow.cause], dashed=arrow.cause == "time")
    for node in scene.nodes:
        _draw_node(canvas, node, SPOTS[node.name])
    _draw_legend(canvas, scene)
    return canvas.png()


def _draw_ends(canvas: Canvas, scene: FlowScene) -> None:
    """What is final stands on a sheet of its own."""
    spots = [SPOTS[it.name] for it in scene.nodes if it.kind == "final"]
    top, bottom = min(it.top for it in spots) - 74, max(it.bottom for it in spots) + 22
    left, right = END_X - WIDE / 2 - 16, END_X + WIDE / 2 + 16
    canvas.box((left, top), right - left, bottom - top, SHEET, edge=LINE, radius=26)
    words, size = canvas.fit(scene.final_title, 28, right - left - 40)
    canvas.text((END_X, top + 38), words, size, SOFT, side="center")


def _draw_node(canvas: Canvas, it: Node, spot: Spot) -> None:
    fill, edge = NODES[it.kind]
    canvas.box((spot.left, spot.top), spot.width, spot.height, fill, edge=edge, radius=20)
    lines = canvas.wrap(it.title, LABEL, spot.width - 20)
    note = [it.note] if it.note else []
    high = 60 + 36 * len(lines) + 30 * len(note)
    top = spot.y - high / 2
    canvas.text((spot.x, top + 28), it.count, 52, bold=True, side="center")
    top += 60
    for words in lines:
        shown, size = canvas.fit(words, LABEL, spot.width - 20)
        canvas.text((spot.x, top + 18), shown, size, INK, side="center")
        top += 36
    for words in note:
        canvas.text((spot.x, top + 14), words, 24, SOFT, side="center")


def _draw_legend(canvas: Canvas, scene: FlowScene) -> None:
    left = float(MARGIN)
    for cause, words in scene.causes.items():
        canvas.arrow([(left, LEGEND_TOP), (left + 70, LEGEND_TOP)], CAUSES[cause], dashed=cause == "time")
        canvas.text((left + 86, LEGEND_TOP), words, 27)
        left += 86 + canvas.width(words, 27) + 44
    top = LEGEND_TOP + 62
    for words in canvas.wrap(scene.note, 26, WIDTH - 2 * MARGIN):
        canvas.text((MARGIN, top), words, 26, SOFT)
        top += 38
