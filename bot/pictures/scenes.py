"""What is to be drawn, with every word and number as it shall be read. Goes to the drawing process as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A status. ``kind``: start, robot, person or final; ``note`` stands small beneath the count."""

    name: str
    title: str
    count: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From node to node; ``cause``: machine, time or person."""

    start: str
    end: str
    cause: str


@dataclass(frozen=True, slots=True)
class FlowScene:
    """``causes``: what each kind of arrow is called."""

    title: str
    subtitle: str
    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    causes: Mapping[str, str]
    final_title: str
    note: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A large figure and what it is."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One colour of stacked columns; ``colour`` is a name of the palette."""

    label: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a picture: tiles, bars or columns under a title, whichever it has. ``note`` stands beneath.

    ``peak`` is the number above the highest column.
    """

    title: str
    note: str = ""
    tiles: Sequence[Tile] = ()
    bars: Sequence[Bar] = ()
    colour: str = "blue"
    columns: Sequence[str] = ()
    layers: Sequence[Layer] = ()
    peak: str = ""


@dataclass(frozen=True, slots=True)
class StatsScene:
    title: str
    subtitle: str
    panels: Sequence[Panel]


Scene = FlowScene | StatsScene


def write_scene(scene: Scene) -> bytes:
    return json.dumps({type(scene).__name__: asdict(scene)}, ensure_ascii=False).encode()


def read_scene(text: bytes) -> Scene:
    """Raises ValueError, KeyError and TypeError for what was not written by ``write_scene``."""
    told: dict[str, Any] = json.loads(text)
    if flow := told.get("FlowScene"):
        nodes, arrows = [Node(**it) for it in flow["nodes"]], [Arrow(**it) for it in flow["arrows"]]
        return FlowScene(**flow | {"nodes": nodes, "arrows": arrows})
    stats = told["StatsScene"]
    return StatsScene(**stats | {"panels": [_panel(it) for it in stats["panels"]]})


def _panel(told: dict[str, Any]) -> Panel:
    tiles, bars = [Tile(**it) for it in told["tiles"]], [Bar(**it) for it in told["bars"]]
    return Panel(**told | {"tiles": tiles, "bars": bars, "layers": [Layer(**it) for it in told["layers"]]})
