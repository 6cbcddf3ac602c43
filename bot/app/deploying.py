"""``ringdesk voximplant deploy``."""

from bot.app.outside import open_surroundings
from bot.settings.loading import Settings
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.deploy import Deployment, deploy


async def deploy_scenarios(settings: Settings) -> Deployment:
    """Raises the errors of ``desk.errors``."""
    section = settings.neighbours["voximplant"]
    assert isinstance(section, VoximplantSection)
    async with open_surroundings(settings) as around:
        return await deploy(section, around)
