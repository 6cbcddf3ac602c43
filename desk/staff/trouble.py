"""The dead-letter list as people read it: grouped by what failed and why, the newest first. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

PACE = timedelta(seconds=2)  # between two jobs of a lane: a neighbour that has just come back is not flooded
A_PAGE = 10
FIGURES = re.compile(r"\d+")


class Letter(Protocol):
    """A job that was given up. ``run_at``: when it was last tried."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def error(self) -> str: ...
    @property
    def run_at(self) -> datetime: ...


L = TypeVar("L", bound=Letter)
L_co = TypeVar("L_co", bound=Letter, covariant=True)


@dataclass(frozen=True, slots=True)
class Group(Generic[L_co]):
    """Letters of one kind and cause. ``count`` is that of all, ``shown`` are those of this page, newest first."""

    shown: tuple[L_co, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Leaf(Generic[L_co]):
    """A page of the list. ``number`` and ``pages`` count from 0 and 1."""

    groups: tuple[Group[L_co], ...]
    number: int
    pages: int


def leaf_through(letters: Sequence[L], number: int) -> Leaf[L]:
    """The page, or the last one where the list has become shorter. ``letters`` come the newest first."""
    groups: dict[tuple[str, str], list[L]] = {}
    for letter in letters:
        groups.setdefault((letter.kind, cause_of(letter.error)), []).append(letter)
    pages = max(1, -(-len(letters) // A_PAGE))
    number = min(max(number, 0), pages - 1)
    shown: list[Group[L]] = []
    passed, first, last = 0, number * A_PAGE, (number + 1) * A_PAGE
    for group in groups.values():
        part = group[max(0, first - passed) : max(0, last - passed)]
        passed += len(group)
        if part:
            shown.append(Group(tuple(part), len(group)))
    return Leaf(tuple(shown), number, pages)


def cause_of(error: str) -> str:
    """Failures that differ in figures alone (a number, a pause) have one cause."""
    return FIGURES.sub("…", error)


def time_for(counts: Mapping[str, int], pace: timedelta) -> timedelta:
    """How long it takes until the last of them is tried; lanes go side by side."""
    return pace * max(0, max(counts.values(), default=0) - 1)
