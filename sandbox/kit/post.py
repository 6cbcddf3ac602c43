"""What a neighbour sends by itself: late, doubled, lost, or held back and sent out of order."""

import random
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Post(Generic[T]):
    """Knobs: ``delay`` in world seconds, ``copies`` of each, chance to ``lose`` one, ``hold`` them all until they are
    let go."""

    delay: float = 0.0
    copies: int = 1
    lose: float = 0.0
    hold: bool = False
    held: list[T] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(24))

    async def send(self, one: T) -> None:
        raise NotImplementedError

    def loses(self) -> bool:
        return bool(self.lose) and self.dice.random() < self.lose

    def keep_back(self, leaving: list[T]) -> list[T]:
        """What of it leaves now: all of it, or nothing while it is to be held."""
        if not self.hold:
            return leaving
        self.held += leaving
        return []

    def let_go(self, *, shuffle: bool) -> list[T]:
        held, self.held = self.held, []
        if shuffle:
            self.dice.shuffle(held)
        return held
