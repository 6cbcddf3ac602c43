"""Any store: it is told of an order's new status by a signed message. Set-up and quirks: README.md beside this file."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.store_webhook.adapter import WebhookStore
from integrations.store_webhook.client import open_client
from integrations.store_webhook.config import StoreWebhook, find_mistakes


def build(section: StoreWebhook, surroundings: Surroundings) -> Offer:
    client = open_client(surroundings.http, section)
    return Offer(store=WebhookStore(client, section.source, section.secret.get_secret_value(), surroundings.clock))


NEIGHBOUR = Neighbour("store_webhook", StoreWebhook, build, find_mistakes, roles=frozenset({"store"}))
