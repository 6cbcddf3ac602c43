"""Reads the inbox: what was kept is understood here, each row in the transaction of its consequences."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog

from desk.errors import DeskError, Temporary
from desk.ports import Clock
from storage.books import Store
from storage.inbox import Kept

MOST_TRIES = 5
log = structlog.get_logger("inbox")


class Reader(Protocol):
    """Understands the rows of one source and marks them as handled. Raises DeskError when it cannot."""

    def __call__(self, row: Kept) -> Awaitable[None]: ...


class InboxReader:
    """One reader a source, ``*`` for the rest. Rows of one ``order_of`` keep their order, others run beside."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        readers: Mapping[str, Reader],
        order_of: Callable[[Kept], str],
        gave_up: Callable[[Kept, str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._readers = readers
        self._order_of = order_of
        self._gave_up = gave_up
        self._nudged = asyncio.Event()
        self._stopping = False
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[int] = set()

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        """Read until ``stop``; whatever an earlier process left unread comes first."""
        while not self._stopping:
            self._nudged.clear()
            try:
                rows = await self._store.read(lambda books: books.inbox.waiting())
            except Temporary:
                await asyncio.sleep(1)
                continue
            fresh = [row for row in rows if row.id not in self._under_way]
            for row in fresh:
                self._line_up(row)
            if not fresh:
                await self._nudged.wait()

    async def stop(self, grace: float = 5.0) -> None:
        self._stopping = True
        self.nudge()
        if self._queues:
            _done, late = await asyncio.wait(set(self._queues.values()), timeout=grace)
            for task in late:
                task.cancel()

    def _line_up(self, row: Kept) -> None:
        self._under_way.add(row.id)
        key = self._order_of(row)
        task = asyncio.create_task(self._read(row, self._queues.get(key)))
        self._queues[key] = task
        task.add_done_callback(lambda done: self._leave(key, done))

    def _leave(self, key: str, task: asyncio.Task[None]) -> None:
        if self._queues.get(key) is task:
            del self._queues[key]

    async def _read(self, row: Kept, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait((before,))
        try:
            await self._understand(row)
        finally:
            self._under_way.discard(row.id)
            self.nudge()

    async def _understand(self, row: Kept) -> None:
        reader = self._readers.get(row.source) or self._readers["*"]
        try:
            await reader(row)
        except Temporary as error:
            await self._miss(row, error.reason)
        except DeskError as error:
            await self._give_up(row, error.reason)
        except Exception as error:
            log.exception("a kept request could not be read", source=row.source, row=row.id)
            await self._miss(row, f"{type(error).__name__}: {error}")

    async def _miss(self, row: Kept, reason: str) -> None:
        if row.tries + 1 >= MOST_TRIES:
            await self._give_up(row, reason)
            return
        await asyncio.sleep(min(0.2 * 2**row.tries, 5))
        await self._store.write(lambda books: books.inbox.miss(row.id))
        self.nudge()

    async def _give_up(self, row: Kept, reason: str) -> None:
        now = self._clock.now()
        await self._store.write(lambda books: books.inbox.handle(row.id, now, f"given up: {reason}"[:500]))
        await self._gave_up(row, reason)
