"""Settings and the store, as every command needs them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.app.clock import SystemClock
from bot.app.neighbours import find_mistakes
from bot.app.overrides import load_kept, settings_in_force
from bot.app.service import make_service
from bot.cli.output import WRONG, stop
from bot.settings.loading import BadSettings, Mistake, Settings, load_settings
from desk.errors import DeskError
from desk.leads.service import LeadService
from integrations.registry import NEIGHBOURS
from storage.books import Books, Store
from storage.database import Database
from storage.schema import migrate

T = TypeVar("T")


def read_settings(config: Path | None) -> Settings:
    """Ends the command with code 2 and all mistakes at once when something is wrong."""
    settings, mistakes = look_at_settings(config)
    if mistakes or settings is None:
        stop("\n".join(map(str, mistakes)), WRONG)
    return settings


def look_at_settings(config: Path | None) -> tuple[Settings | None, list[Mistake]]:
    sections = {name: neighbour.section for name, neighbour in NEIGHBOURS.items()}
    try:
        settings = load_settings(sections, config)
    except BadSettings as bad:
        return None, bad.mistakes
    return settings, find_mistakes(settings)


def with_books(config: Path | None, work: Callable[[Books], T], *, write: bool = False) -> T:
    """Run ``work`` on the migrated database and return its answer; a failure ends the command with code 1."""
    settings = read_settings(config)

    async def run() -> T:
        store = Store(Database(settings.database.url))
        try:
            return await (store.write(work) if write else store.read(work))
        finally:
            await store.database.close()

    try:
        migrate(settings.database.url)
        return asyncio.run(run())
    except DeskError as error:
        stop(error.reason)


def run_async(work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await work()

    try:
        return asyncio.run(run())
    except DeskError as error:
        stop(error.reason)


def leads_in_force(books: Books, settings: Settings, now: datetime) -> LeadService:
    """Under the rules of the running desk."""
    live = settings_in_force(settings, load_kept(books), now)
    return make_service(settings, clock(), lambda: live)


def clock() -> SystemClock:
    return SystemClock()
