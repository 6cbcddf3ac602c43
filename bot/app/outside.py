"""A command's own line to the neighbours: opened, used once, closed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.app.clock import SystemClock
from bot.app.overrides import LiveSettings
from bot.app.vault import StoreVault
from bot.settings.loading import Settings
from desk.ports import Clock
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from storage.books import Store
from storage.database import Database
from storage.schema import migrate


@asynccontextmanager
async def open_surroundings(settings: Settings) -> AsyncIterator[Surroundings]:
    """On the migrated database, for the vault. Raises the errors of ``desk.errors``."""
    async with open_desk(settings) as (_store, around, _live):
        yield around


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[tuple[Store, Surroundings, LiveSettings]]:
    """The migrated database, the line to the neighbours, and the settings in force.

    Raises the errors of ``desk.errors``.
    """
    migrate(settings.database.url)
    clock = SystemClock()
    store = Store(Database(settings.database.url))
    http, live = HttpFactory(clock), LiveSettings(settings, store, clock)
    try:
        await live.load()
        yield store, surround(settings, store, clock, http, lambda: live.current), live
    finally:
        await http.close()
        await store.database.close()


def surround(
    settings: Settings, store: Store, clock: Clock, http: HttpFactory, live: Callable[[], Settings] | None = None
) -> Surroundings:
    """What neighbours are built with. ``live``: the settings as people have changed them; else those of the file."""
    current, kept_in_step = live or (lambda: settings), bool(settings.store.use)
    return Surroundings(
        http,
        clock,
        StoreVault(store, clock),
        settings.server.public_url,
        settings.shop.name,
        pipeline=lambda: current().order_sync.pipeline if kept_in_step else "",
        order_field=lambda: current().order_sync.order_id_field if kept_in_step else "",
    )
