"""The world's time and the real one, and when the desk was down."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.faults.checker.evidence import Happening

FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """Real seconds."""

    start: float
    end: float

    def shared(self, start: float, end: float) -> float:
        return max(0.0, min(self.end, end) - max(self.start, start))


class Timeline:
    """Between two entries of the history time is taken to run evenly."""

    def __init__(self, happenings: Sequence[Happening]) -> None:
        points = sorted((it.real, it.at.timestamp()) for it in happenings)
        self._real = [real for real, _ in points]
        self._world = [at for _, at in points]
        self._down = list(_find_down(happenings))

    def real(self, at: datetime) -> float:
        """The real moment at which the world's clock showed ``at``."""
        return _between(at.timestamp(), self._world, self._real)

    def world(self, real: float) -> datetime:
        return datetime.fromtimestamp(_between(real, self._real, self._world), UTC)

    def downtime(self, start: float, end: float) -> float:
        """Real seconds within [start, end] in which the desk was not there."""
        return sum(span.shared(start, end) for span in self._down)


def _find_down(happenings: Sequence[Happening]) -> Iterator[Span]:
    """From a kill, or from being asked to stop, until it is ready again."""
    since: float | None = None
    for it in happenings:
        if it.who != "desk":
            continue
        if it.what in ("killed", "stopping") and since is None:
            since = it.real
        elif it.what == "ready" and since is not None:
            yield Span(since, it.real)
            since = None
    if since is not None:
        yield Span(since, FOREVER)


def _between(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    index = bisect_left(xs, x)
    if index == 0:
        return ys[0]
    if index == len(xs):
        return ys[-1]
    width = xs[index] - xs[index - 1]
    share = (x - xs[index - 1]) / width if width > 0 else 1.0
    return ys[index - 1] + (ys[index] - ys[index - 1]) * share
