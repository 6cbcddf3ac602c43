"""Reads the inbox: what was kept is understood here, each row in the transaction of its consequences."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from desk.errors import DeskError, Ignored, Temporary
from desk.ports import Clock
from storage.books import Store
from storage.inbox import Kept

MOST_TRIES = 5
FIRST_PAUSE = 0.2  # real seconds, doubled with every try
LONGEST_PAUSE = 30.0  # real seconds
PLACE_KEPT = 3.0  # seconds
LONGEST_NAP = 5.0  # real seconds: by then a row is found even if nobody told of it
log = structlog.get_logger("inbox")


class Reader(Protocol):
    """Understands the rows of one source, and says how it ended; None: it has marked them itself, with their
    consequences. Raises DeskError when it cannot."""

    def __call__(self, row: Kept) -> Awaitable[str | None]: ...


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
        self._stopped = asyncio.Event()
        self._queues: dict[str, asyncio.Future[None]] = {}  # the last of each line
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[int] = set()
        self._ended: set[int] = set()
        self._seen = 0  # the last row that was looked at; what comes in gets higher numbers
        self._anew = True  # all that is unread is to be looked at, from the first row on

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        """Read until ``stop``; whatever an earlier process left unread comes first."""
        while not self._stopped.is_set():
            self._nudged.clear()
            self._under_way -= self._ended  # a row that ends during the look below may still be seen as unread by it
            self._ended.clear()
            try:
                rows = await self._look()
            except Temporary:
                self._anew = True
                await asyncio.sleep(1)
                continue
            for row in rows:
                self._seen = row.id
                if row.id not in self._under_way:
                    self._line_up(row)
            if not rows:
                await self._rest()

    async def _look(self) -> Sequence[Kept]:
        after, self._anew = 0 if self._anew else self._seen, False
        return await self._store.read(lambda books: books.inbox.waiting(after))

    async def _rest(self) -> None:
        """Until something comes in, or the nap is over: then all are looked at, in case one was committed late."""
        try:
            await asyncio.wait_for(self._nudged.wait(), LONGEST_NAP)
        except TimeoutError:
            self._anew = True

    async def stop(self, grace: float = 5.0) -> None:
        self._stopped.set()
        self.nudge()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _line_up(self, row: Kept) -> None:
        self._under_way.add(row.id)
        key = self._order_of(row)
        understood = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._read(row, self._queues.get(key), understood))
        self._queues[key] = understood
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._leave(key, understood, done))

    def _leave(self, key: str, understood: asyncio.Future[None], task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        _let_go(understood)
        if self._queues.get(key) is understood:
            del self._queues[key]

    async def _read(self, row: Kept, before: asyncio.Future[None] | None, understood: asyncio.Future[None]) -> None:
        """Whoever comes next in the line waits until this is understood, not until that is on the disk."""
        if before:
            await asyncio.wait((before,))
        try:
            left, turns = await self._understand(row, understood, 0), 1
            while left and not self._stopped.is_set():  # those behind it wait: a second try keeps its place in the line
                left, turns = await self._understand(left, understood, turns), turns + 1
        except Temporary as error:  # the database cannot write it down: the row is still there, and read again
            log.warning("a kept request has to wait", source=row.source, row=row.id, reason=error.reason)
            await asyncio.sleep(1)
            self._anew = True  # not a number: a look that is under way would write over it
            self.nudge()
        finally:
            self._ended.add(row.id)

    async def _understand(self, row: Kept, understood: asyncio.Future[None], turns: int) -> Kept | None:
        """One try, after so many ``turns``; returns the row while it is worth another."""
        reader = self._readers.get(row.source) or self._readers["*"]
        try:
            outcome = await reader(row)
        except Ignored as ignored:
            await self._close(row, f"ignored: {ignored.reason}")
        except Temporary as error:
            return await self._retry(row, error, turns, understood)
        except DeskError as error:
            await self._give_up(row, error.reason)
        except Exception as error:
            log.exception("a kept request could not be read", source=row.source, row=row.id)
            return await self._retry(row, Temporary(f"{type(error).__name__}: {error}"), turns, understood)
        else:
            _let_go(understood)
            if outcome is not None:
                await self._close(row, outcome)
        return None

    async def _retry(self, row: Kept, error: Temporary, turns: int, understood: asyncio.Future[None]) -> Kept | None:
        """After a pause, and with one try less; but nothing is given up since a neighbour wants a pause, or is down.

        Who stands behind it keeps waiting for a moment only: they may ask for something else.
        """
        if not error.blameless:
            if row.tries + 1 >= MOST_TRIES:
                await self._give_up(row, error.reason)
                return None
            await self._store.write(lambda books: books.inbox.miss(row.id))
            row = replace(row, tries=row.tries + 1)
        pause = error.retry_after or min(FIRST_PAUSE * 2 ** min(turns, 10), LONGEST_PAUSE)
        if pause > PLACE_KEPT:
            _let_go(understood)
        await self._wait(self._clock.sleep(pause) if error.retry_after else asyncio.sleep(pause))
        return row

    async def _wait(self, sleep: Coroutine[None, None, None]) -> None:
        """No longer than until the stop."""
        waits = [asyncio.ensure_future(it) for it in (sleep, self._stopped.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for it in waits:
                it.cancel()

    async def _give_up(self, row: Kept, reason: str) -> None:
        await self._close(row, f"given up: {reason}")
        await self._gave_up(row, reason)

    async def _close(self, row: Kept, outcome: str) -> None:
        now = self._clock.now()
        await self._store.mail.mark(row.id, now, outcome)


def _let_go(line: asyncio.Future[None]) -> None:
    if not line.done():
        line.set_result(None)
