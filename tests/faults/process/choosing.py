"""Which of the points that a desk passes are worth dying at, and a folder for each play."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BEYOND = 4  # points past the last: a run may pass some more than the one that was counted


def worth_dying_at(points: Sequence[str], since: str = "") -> list[int]:
    """Counted from 1, from the first point on that is called so. A commit that changed nothing leaves the world as it
    was: its two points are passed over."""
    first = next(n for n, point in enumerate(points) if point.startswith(since))
    empty = {n for n, point in enumerate(points) if point == "after empty commit"}
    begun = {max(m for m in range(n) if points[m] == "before commit") for n in empty}
    return [n + 1 for n in range(first, len(points) + BEYOND) if n not in empty | begun]


def spread(numbers: Sequence[int], count: int) -> list[int]:
    step = len(numbers) / count
    return [numbers[int((n + 0.5) * step)] for n in range(count)]


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder)
