"""What *ready* means: the database takes writes, its schema is ours, the workers and the clock move."""

from collections.abc import Awaitable, Callable

from desk.errors import DeskError
from desk.ports import Clock
from scheduler.worker import LONGEST_NAP, Worker
from storage.database import Database
from storage.schema import current, head

Check = Callable[[], Awaitable[tuple[bool, str]]]
STUCK = LONGEST_NAP * 10  # seconds without a beat


def health_checks(database: Database, worker: Worker, clock: Clock) -> dict[str, Check]:
    async def writable() -> tuple[bool, str]:
        try:
            await database.write(lambda connection: connection.exec_driver_sql("SELECT 1"))
        except DeskError as error:
            return False, error.reason
        return True, "takes writes"

    async def schema() -> tuple[bool, str]:
        revision = await database.read(current)
        return revision == head(), f"revision {revision}"

    async def moving() -> tuple[bool, str]:
        silent = clock.monotonic() - worker.beat
        return silent < STUCK, f"last beat {silent:.0f} s ago"

    return {"database": writable, "schema": schema, "worker": moving}
