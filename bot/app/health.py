"""What *ready* means: the database takes writes, its schema is ours, the workers and the clock move."""

from collections.abc import Awaitable, Callable

from desk.errors import DeskError
from desk.ports import Clock
from scheduler.pulse import write_in_earnest
from scheduler.worker import LONGEST_NAP, Worker
from storage.books import Store
from storage.schema import current, head

Check = Callable[[], Awaitable[tuple[bool, str]]]
STUCK = LONGEST_NAP * 10  # seconds without a beat


def health_checks(store: Store, worker: Worker, clock: Clock) -> dict[str, Check]:
    async def writable() -> tuple[bool, str]:
        try:
            await write_in_earnest(store, clock)
        except DeskError as error:
            return False, error.reason
        return True, "takes writes"

    async def schema() -> tuple[bool, str]:
        revision = await store.database.read(current)
        return revision == head(), f"revision {revision}"

    async def moving() -> tuple[bool, str]:
        silent = clock.monotonic() - worker.beat
        return silent < STUCK, f"last beat {silent:.0f} s ago"

    return {"database": writable, "schema": schema, "worker": moving}
