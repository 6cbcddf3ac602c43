"""The running desk as a process: lock, migration, logs, serving, stopping."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import structlog
import uvloop
from sqlalchemy.engine import make_url

from bot.app.clock import SharedClock, SystemClock
from bot.app.composition import build_app
from bot.app.gates import OPEN, Gates
from bot.app.running import Desk
from bot.logs import find_secrets, set_up_logs
from bot.settings.loading import Settings
from desk.ports import Clock
from storage.backups import database_file
from storage.lock import ProcessLock
from storage.schema import migrate
from storage.soundness import examine

log = structlog.get_logger("desk")


def run_desk(settings: Settings, clock_file: Path | None = None, level: str = "INFO") -> None:
    """Serve until SIGTERM. Raises Rejected when another desk works on the same file, it is damaged, or too new."""
    serve_desk(settings, SharedClock(clock_file) if clock_file else SystemClock(), level)


def serve_desk(settings: Settings, clock: Clock, level: str = "INFO", gates: Gates = OPEN) -> None:
    """``run_desk`` by any clock, behind gates."""
    set_up_logs(all_secrets(settings), level=level)
    with ExitStack() as held:
        lock = None
        if make_url(settings.database.url).get_backend_name() == "sqlite":
            file = database_file(settings.database.url)
            lock = held.enter_context(ProcessLock(file))
            examine(file)
        for line in migrate(settings.database.url):
            log.info(line)
        if lock:
            lock.sign()
        uvloop.run(_serve(settings, clock, gates))


async def _serve(settings: Settings, clock: Clock, gates: Gates) -> None:
    desk = Desk(build_app(settings, clock, gates))
    await desk.start()
    try:
        await desk.run_until_signalled()
    finally:
        async with asyncio.timeout(9.5):
            await desk.stop()


def all_secrets(settings: Settings) -> list[str]:
    own = [settings.server, settings.telegram, dict(settings.sources), dict(settings.neighbours)]
    return find_secrets(own)
