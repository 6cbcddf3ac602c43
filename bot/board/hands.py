"""One hand at a time at the messages about one lead, or for one person.

Two would hang two, or show what the other has just hidden.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Hands:
    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, whose: int) -> AsyncIterator[None]:
        lock = self._locks.get(whose) or asyncio.Lock()
        self._locks[whose] = lock
        async with lock:
            yield
