"""The lead service, as the desk and the command line use it."""

from collections.abc import Callable

from bot.app.places import open_places
from bot.app.rulebook import Rulebook
from bot.settings.loading import Settings
from desk.leads.charges import Kind
from desk.leads.cities import zone_of_city
from desk.leads.nonces import Nonces
from desk.leads.service import LeadService
from desk.ports import Clock


def make_service(settings: Settings, clock: Clock, live: Callable[[], Settings] | None = None) -> LeadService:
    """``live``: the settings as people have changed them; else those of the file."""
    return LeadService(
        rules=Rulebook(live or (lambda: settings), clock).rules,
        nonce=Nonces(),
        city_zone=zone_of_city,
        where_is=open_places(settings.shop.ip_places),
        providers={Kind.CALL: settings.calls.use, Kind.SMS: settings.sms.use},
    )
