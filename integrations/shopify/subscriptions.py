"""Which events the shop sends us. Shopify drops a subscription after eight failures in a row, so it is looked after."""

from desk.errors import Rejected
from integrations.shopify import documents
from integrations.shopify.client import Client, as_dict, as_rows, following

TOPICS = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_PAID",
    "ORDERS_CANCELLED",
    "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED",
    "ORDERS_EDITED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
    "APP_UNINSTALLED",
)


async def ensure_subscriptions(client: Client, address: str) -> tuple[str, ...]:
    """Have every topic sent to ``address``; returns those that were missing. Other addresses are left alone.

    May be repeated. Raises Rejected with Shopify's words (an address it does not like), and what asking raises.
    """
    missing = await find_missing(client, address)
    for topic in missing:
        try:
            await _subscribe(client, topic, address)
        except Rejected:
            if topic in await find_missing(client, address):  # else somebody else was quicker
                raise
    return missing


async def find_missing(client: Client, address: str) -> tuple[str, ...]:
    have: set[str] = set()
    after: str | None = None
    while after != "":
        data = await client.run("ListSubscriptions", documents.SUBSCRIPTIONS, {"after": after})
        page = as_dict(data.get("webhookSubscriptions"))
        have |= {str(row.get("topic")) for row in as_rows(page.get("nodes")) if row.get("uri") == address}
        after = following(page)
    return tuple(topic for topic in TOPICS if topic not in have)


async def _subscribe(client: Client, topic: str, address: str) -> None:
    wanted = {"topic": topic, "subscription": {"uri": address, "format": "JSON"}}
    await client.change("Subscribe", documents.SUBSCRIBE, wanted)
