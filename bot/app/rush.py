"""A rush of orders, or of what people say: it is taken in before anything that follows from what was taken already."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MANY = 8  # at once: at fifty orders a second there is one
STUCK = 20  # looks in which none got through: they wait for something else, and nobody stands back for them


@dataclass(slots=True)
class Rush:
    """``waiting``: how many are being taken in at this moment."""

    waiting: int = 0
    _peak: int = 0
    _in_vain: int = 0  # looks since the last one got through

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.waiting += 1
        self._peak = max(self._peak, self.waiting)
        try:
            yield
        finally:
            self.waiting -= 1
            self._in_vain = 0

    def is_on(self) -> bool:
        """Whether there were many at once since somebody last asked: a commit answers all that wait together."""
        peak, self._peak = self._peak, self.waiting
        self._in_vain += 1
        return peak >= MANY and self._in_vain <= STUCK
