"""A rush of orders: they are taken in before anything that follows from those taken in already."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MANY = 8  # orders at once: at fifty a second there is one


@dataclass(slots=True)
class Rush:
    """``waiting``: orders that are being written at this moment."""

    waiting: int = 0
    _peak: int = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.waiting += 1
        self._peak = max(self._peak, self.waiting)
        try:
            yield
        finally:
            self.waiting -= 1

    def is_on(self) -> bool:
        """Whether there were many at once since somebody last asked: a commit answers all that wait together."""
        peak, self._peak = self._peak, self.waiting
        return peak >= MANY
