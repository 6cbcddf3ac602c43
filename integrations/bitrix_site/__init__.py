"""A 1C-Bitrix site with its store, through ``sale.*``. Set-up and quirks: README.md beside this file."""

from integrations.bitrix_site.adapter import BitrixSiteStore
from integrations.bitrix_site.client import open_client
from integrations.bitrix_site.config import BitrixSite, find_mistakes
from integrations.bitrix_site.webhook import BitrixSiteHook
from integrations.neighbour import Neighbour, Offer, Surroundings


def build(section: BitrixSite, surroundings: Surroundings) -> Offer:
    store = BitrixSiteStore(open_client(section, surroundings), section, surroundings.clock)
    return Offer(store=store, hook=BitrixSiteHook(section.application_token))


NEIGHBOUR = Neighbour("bitrix_site", BitrixSite, build, find_mistakes, roles=frozenset({"store"}))
