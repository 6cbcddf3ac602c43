"""What comes while something is being done is done together next: many small writes, or looks, become one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class _Batch(Generic[T, R]):
    items: list[T] = field(default_factory=list)
    under_way: asyncio.Future[R] | None = None


class Gathering(Generic[T, R]):
    """``do`` is given items in the order in which they came. Whoever comes first does it for all who wait then."""

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[R]], most: int) -> None:
        self._do = do
        self._most = most
        self._batch: _Batch[T, R] = _Batch()  # the one that is still being filled
        self._turn = asyncio.Lock()

    async def put(self, item: T) -> R:
        """What came of it, for all of those who came together; ``do`` began after this. Raises what ``do`` raises."""
        if len(self._batch.items) >= self._most:
            self._batch = _Batch()
        batch = self._batch
        batch.items.append(item)
        async with self._turn:
            if batch.under_way is None:
                batch.under_way = self._begin(batch)
                await asyncio.wait((batch.under_way,))
        return await asyncio.shield(batch.under_way)  # whoever is cancelled takes nobody else with them

    def _begin(self, batch: _Batch[T, R]) -> asyncio.Future[R]:
        if self._batch is batch:
            self._batch = _Batch()
        return asyncio.ensure_future(self._do(batch.items))
