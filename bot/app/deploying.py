"""``ringdesk voximplant deploy``."""

from bot.app.clock import SystemClock
from bot.app.vault import StoreVault
from bot.settings.loading import Settings
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.deploy import Deployment, deploy
from storage.books import Store
from storage.database import Database
from storage.schema import migrate


async def deploy_scenario(settings: Settings) -> Deployment:
    """Raises the errors of ``desk.errors``."""
    section = settings.neighbours["voximplant"]
    assert isinstance(section, VoximplantSection)
    migrate(settings.database.url)
    clock = SystemClock()
    store = Store(Database(settings.database.url))
    http = HttpFactory(clock)
    try:
        around = Surroundings(http, clock, StoreVault(store, clock), settings.server.public_url)
        return await deploy(section, around)
    finally:
        await http.close()
        await store.database.close()
