"""Feels the database's pulse while it ails, and has people told: an alarm kept in the database could not leave."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from desk.errors import Temporary
from desk.ports import Clock
from storage.books import Books, Store
from storage.trouble import DAMAGED

PULSE = "pulse"
MENDED = "mended"
Tell = Callable[[str, str], Awaitable[None]]
log = structlog.get_logger("pulse")


class Pulse:
    """``tell`` takes a cause (``database``, ``damaged``, ``mended``) and a reason; it must not need the database.

    A beat costs nothing while nobody has met trouble. What passes within one beat is not told.
    """

    def __init__(self, store: Store, clock: Clock, tell: Tell) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self._told = ""  # the cause that people know of
        self._feeling = asyncio.Lock()  # two at once would both find that nobody was told

    async def run(self) -> None:
        """Raises DeskError when nobody could be told; then the next beat tries again."""
        async with self._feeling:
            if trouble := self._store.database.trouble:
                await self._look_into(trouble)

    async def _look_into(self, known: Temporary) -> None:
        trouble: Temporary | None = known
        if known.code != DAMAGED:  # what is damaged is not healed by one good write elsewhere
            trouble = await self._try()
        if trouble:
            await self._alarm(trouble)
        elif self._told:
            await self._tell(MENDED, "")
            self._told = ""
            log.info("the database takes writes again")
        self._store.database.trouble = trouble

    async def _alarm(self, trouble: Temporary) -> None:
        if self._told != trouble.code:
            await self._tell(trouble.code, trouble.reason)
            self._told = trouble.code
            log.error("the database is in trouble", reason=trouble.reason)

    async def _try(self) -> Temporary | None:
        try:
            await write_in_earnest(self._store, self._clock)
        except Temporary as error:
            return error
        return None


async def write_in_earnest(store: Store, clock: Clock) -> None:
    """Something that has to reach the disk: a full one takes every commit that changes nothing."""
    now = clock.now()

    def work(books: Books) -> None:
        books.vault.keep(PULSE, {}, now)

    await store.write(work)
