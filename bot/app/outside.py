"""A command's own line to the neighbours: opened, used once, closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.clock import SystemClock
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
    async with open_desk(settings) as (_store, around):
        yield around


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[tuple[Store, Surroundings]]:
    """The migrated database beside the line to the neighbours. Raises the errors of ``desk.errors``."""
    migrate(settings.database.url)
    clock = SystemClock()
    store = Store(Database(settings.database.url))
    http = HttpFactory(clock)
    try:
        yield store, surround(settings, store, clock, http)
    finally:
        await http.close()
        await store.database.close()


def surround(settings: Settings, store: Store, clock: Clock, http: HttpFactory) -> Surroundings:
    """What neighbours are built with."""
    sync = settings.order_sync if settings.store.use else None
    return Surroundings(
        http,
        clock,
        StoreVault(store, clock),
        settings.server.public_url,
        settings.shop.name,
        pipeline=sync.pipeline if sync else "",
        order_field=sync.order_id_field if sync else "",
    )
