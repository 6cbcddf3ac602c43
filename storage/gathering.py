"""What comes while something is being written is written together: many small writes become one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Batch(Generic[T]):
    items: list[T] = field(default_factory=list)
    writing: asyncio.Future[None] | None = None


class Gathering(Generic[T]):
    """``write`` is given items in the order in which they came. Whoever comes first writes for all who wait then."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[None]], most: int) -> None:
        self._write = write
        self._most = most
        self._batch: _Batch[T] = _Batch()  # the one that is still being filled
        self._turn = asyncio.Lock()

    async def put(self, item: T) -> None:
        """Returns when it is on disk. Raises what ``write`` raises, to each of those who wrote together."""
        if len(self._batch.items) >= self._most:
            self._batch = _Batch()
        batch = self._batch
        batch.items.append(item)
        async with self._turn:
            if batch.writing is None:
                batch.writing = self._begin(batch)
                await asyncio.wait((batch.writing,))
        await asyncio.shield(batch.writing)  # whoever is cancelled takes nobody else with them

    def _begin(self, batch: _Batch[T]) -> asyncio.Future[None]:
        if self._batch is batch:
            self._batch = _Batch()
        return asyncio.ensure_future(self._write(batch.items))
