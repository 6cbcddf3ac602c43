"""Shopify: a store whose orders are kept in step. Set-up and quirks: README.md beside this file."""

from functools import partial

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.shopify.adapter import ShopifyStore
from integrations.shopify.client import Client, open_client
from integrations.shopify.config import Shopify, find_mistakes
from integrations.shopify.making import ShopifyMaker
from integrations.shopify.subscriptions import ensure_subscriptions, find_missing
from integrations.shopify.webhook import ShopifyHook


def build(section: Shopify, around: Surroundings) -> Offer:
    client = open_client(section, around)
    store, maker = ShopifyStore(client, section, around.clock), ShopifyMaker(client)
    if not around.public_url.startswith("https://"):  # Shopify sends nowhere else: changes are found by asking
        return Offer(store=store, maker=maker, hook=ShopifyHook(section))
    upkeep = partial(ensure_subscriptions, client, f"{around.public_url}/hooks/shopify")
    return Offer(store=store, maker=maker, hook=ShopifyHook(section), upkeep=upkeep)


NEIGHBOUR = Neighbour("shopify", Shopify, build, find_mistakes, roles=frozenset({"store", "maker"}))

__all__ = [
    "NEIGHBOUR",
    "Client",
    "Shopify",
    "ShopifyHook",
    "ShopifyMaker",
    "ShopifyStore",
    "ensure_subscriptions",
    "find_missing",
    "open_client",
]
