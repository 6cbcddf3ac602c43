"""Many things in parts of a size."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def split(things: Sequence[T], size: int) -> list[Sequence[T]]:
    """In their order; the last part may be smaller. Nothing has no part."""
    return [things[start : start + size] for start in range(0, len(things), size)]
