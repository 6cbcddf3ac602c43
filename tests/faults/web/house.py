"""A whole desk in this process on a real database, of which only the web side runs: what comes in stays to be seen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.clock import SystemClock
from bot.app.composition import App, build_app
from bot.app.web import web_limits
from bot.settings.loading import Settings
from handlers.web.server import open_door, serve
from tests.faults.web.wire import HOST, Wire


@dataclass(frozen=True, slots=True)
class House:
    app: App
    wire: Wire


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """By the clock on the wall, since senders sign by it. The database must be migrated."""
    app = build_app(settings, SystemClock())
    runner = await serve(app.web, await open_door(HOST, 0), web_limits(settings))
    wire = Wire(runner.addresses[0][1])
    try:
        yield House(app, wire)
    finally:
        await wire.close()
        await runner.cleanup()
        await app.chat.close()
        await app.http.close()
        await app.store.database.close()
