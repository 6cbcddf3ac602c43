"""Everything that is asked of one account, over one client: its two roles share its limit, its zone and its words."""

from dataclasses import dataclass

from integrations.neighbour import Surroundings
from integrations.retailcrm.client import Client, open_client
from integrations.retailcrm.config import RetailCrm
from integrations.retailcrm.custom_fields import CustomFields
from integrations.retailcrm.history import Feed
from integrations.retailcrm.orders import Orders
from integrations.retailcrm.people import People
from integrations.retailcrm.references import Vocabulary
from integrations.retailcrm.zone import AccountZone


@dataclass(frozen=True, slots=True)
class Line:
    config: RetailCrm
    client: Client
    zone: AccountZone
    vocabulary: Vocabulary
    people: People
    orders: Orders
    feed: Feed
    fields: CustomFields

    def order_url(self, order_id: str) -> str:
        return f"{self.client.origin}/orders/{order_id}/edit"


def open_line(section: RetailCrm, around: Surroundings) -> Line:
    client = open_client(section, around)
    zone = AccountZone(client, around.clock, section.timezone)
    vocabulary, people = Vocabulary(client, around.clock), People(client, zone)
    orders = Orders(client, zone, people, vocabulary)
    feed = Feed(client, zone, around.clock)
    return Line(section, client, zone, vocabulary, people, orders, feed, CustomFields(client))
