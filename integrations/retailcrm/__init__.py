"""RetailCRM: a CRM whose orders are leads, and the one that call tracking fills. Set-up and quirks: README.md here."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.retailcrm.adapter import RetailCrmLeads
from integrations.retailcrm.address import origin_of
from integrations.retailcrm.config import RetailCrm, mistakes
from integrations.retailcrm.line import open_line
from integrations.retailcrm.tracking import RetailTracking


def build(section: RetailCrm, around: Surroundings) -> Offer:
    line = open_line(section, around)
    return Offer(crm=RetailCrmLeads(line, around.clock), tracking=RetailTracking(line))


NEIGHBOUR = Neighbour("retailcrm", RetailCrm, build, mistakes, roles=frozenset({"crm", "tracking"}))

__all__ = ["NEIGHBOUR", "RetailCrm", "RetailCrmLeads", "RetailTracking", "origin_of"]
