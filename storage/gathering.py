"""What comes while something is being written is written together: many small writes become one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Batch(Generic[T]):
    items: list[T] = field(default_factory=list)
    written: bool = False
    error: Exception | None = None


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
            if not batch.written:
                await self._finish(batch)
        if batch.error:
            raise batch.error

    async def _finish(self, batch: _Batch[T]) -> None:
        """Written once more when whoever wrote it was cancelled meanwhile: ``write`` has to bear that."""
        if self._batch is batch:
            self._batch = _Batch()
        try:
            await self._write(batch.items)
        except Exception as error:  # noqa: BLE001 - each of those who wait for it raises it
            batch.error = error
        batch.written = True
