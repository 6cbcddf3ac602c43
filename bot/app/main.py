"""The running desk as a process: lock, migration, logs, serving, stopping."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvloop
from sqlalchemy.engine import make_url

from bot.app.clock import SharedClock, SteadyClock
from bot.app.discretion import all_secrets
from bot.app.gates import OPEN, Gates
from bot.app.house import House
from bot.logs import set_up_logs
from bot.settings.loading import Settings
from desk.ports import Clock
from storage.backups import database_file
from storage.lock import ProcessLock
from storage.schema import migrate
from storage.soundness import examine

log = structlog.get_logger("desk")


def run_desk(settings: Settings, clock_file: Path | None = None, level: str = "INFO") -> None:
    """Serve until SIGTERM. Raises Rejected when another desk works on the same file, it is damaged, or too new."""
    serve_desk(settings, SharedClock(clock_file) if clock_file else SteadyClock(), level)


def serve_desk(settings: Settings, clock: Clock, level: str = "INFO", gates: Gates = OPEN) -> None:
    """``run_desk`` by any clock, behind gates."""
    set_up_logs(all_secrets(settings), level=level)
    with hold_database(settings.database.url) as done:
        for line in done:
            log.info(line)
        uvloop.run(serve(settings, clock, gates))


@contextmanager
def hold_database(url: str) -> Iterator[list[str]]:
    """Nobody else works on it, it is sound and up to date; what was done for that. Raises Rejected and Temporary."""
    if make_url(url).get_backend_name() != "sqlite":
        yield migrate(url)
        return
    file = database_file(url)
    with ProcessLock(file) as lock:
        examine(file)
        done = migrate(url)
        lock.sign()
        yield done


async def serve(settings: Settings, clock: Clock, gates: Gates) -> None:
    """Until a signal; what runs then has a few seconds to end."""
    house = House(settings, clock, gates, set_aside)
    await house.start()
    try:
        await house.run_until_signalled()
    finally:
        async with asyncio.timeout(9.5):
            await house.stop()


def set_aside() -> None:
    """What is there by now stays: looking through it again and again would stop everybody for a moment."""
    gc.unfreeze()
    gc.freeze()
    gc.enable()
