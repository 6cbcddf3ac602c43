"""Which way an arrow goes from node to node: from side to side, and never on top of another one."""

from collections.abc import Sequence

from bot.pictures.places import END_X, SPOTS, Spot
from bot.pictures.scenes import Arrow

APART = 30.0  # pixels between arrows that run side by side
Place = tuple[float, float]


def find_way(arrow: Arrow, arrows: Sequence[Arrow]) -> list[Place]:
    """Two places, or four of a bend. ``arrows``: all there are."""
    start, end = SPOTS[arrow.start], SPOTS[arrow.end]
    if end.x == END_X:
        return _to_the_ends(arrow, arrows)
    aside = _aside(arrow, arrows)
    if start.y == end.y:
        y = start.y + aside
        return [(start.right, y), (end.left, y)] if end.x > start.x else [(start.left, y), (end.right, y)]
    leave, arrive = start.x + _lean(start, end, 4) + aside, end.x + _lean(end, start, 2) + aside
    return [(leave, start.bottom), (arrive, end.top)] if end.y > start.y else [(leave, start.top), (arrive, end.bottom)]


def _aside(arrow: Arrow, arrows: Sequence[Arrow]) -> float:
    """How far it runs beside the middle: those between the same two nodes, there and back, share the room."""
    ends = {arrow.start, arrow.end}
    beside = sorted((it for it in arrows if {it.start, it.end} == ends), key=lambda it: (it.start, it.end, it.cause))
    return (beside.index(arrow) - (len(beside) - 1) / 2) * APART


def _lean(start: Spot, end: Spot, part: float) -> float:
    """Off the middle of a node, towards the other one: a part of the way, and not beyond its corner."""
    return max(-start.width / 3, min(start.width / 3, (end.x - start.x) / part))


def _to_the_ends(arrow: Arrow, arrows: Sequence[Arrow]) -> list[Place]:
    """A fan: what goes to the highest leaves highest, and what comes from the highest arrives highest."""
    start, end = SPOTS[arrow.start], SPOTS[arrow.end]
    ends = sorted({it.end for it in arrows if it.start == arrow.start and SPOTS[it.end].x == END_X}, key=_height)
    starts = sorted({it.start for it in arrows if it.end == arrow.end}, key=_height)
    leave = start.y + (ends.index(arrow.end) - (len(ends) - 1) / 2) * APART
    arrive = end.y + (starts.index(arrow.start) - (len(starts) - 1) / 2) * APART
    middle = (start.right + end.left) / 2
    return [(start.right, leave), (middle, leave), (middle, arrive), (end.left, arrive)]


def _height(name: str) -> float:
    return SPOTS[name].y
