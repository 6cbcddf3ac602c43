"""What a crowd of figures is told by."""

from collections.abc import Iterable


def p50_p99(figures: Iterable[float]) -> tuple[float, float]:
    """Half are as small or smaller, and ninety-nine of a hundred."""
    ranked = sorted(figures)
    return ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]
