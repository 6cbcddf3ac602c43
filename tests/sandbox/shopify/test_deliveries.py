"""Events: signed, repeated, and in the end no longer sent."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.kit.listener import Listener
from sandbox.shopify.deliveries import FAILURES, PAUSES, sign, topic_of
from sandbox.shopify.fake import ShopifyFake

Came = Callable[[int], Any]


@pytest.fixture
async def subscribe(client: Any, desk: Listener) -> Callable[..., Any]:
    async def make(*topics: str, uri: str = "") -> list[str]:
        messages = []
        for topic in topics:
            wanted = {"uri": uri or desk.url, "format": "JSON"}
            body = await client.run(
                "mutation M($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) "
                "{ webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) { userErrors { message } } }",
                t=topic,
                w=wanted,
            )
            messages += [row["message"] for row in body["data"]["webhookSubscriptionCreate"]["userErrors"]]
        return messages

    return make


@pytest.fixture
def came(fake: ShopifyFake, desk: Listener) -> Came:
    async def wait(count: int) -> list[Any]:
        await fake.history.wait_for(lambda: len(desk.received) >= count, 5)
        return desk.received

    return wait


def test_the_signature_meets_the_published_vector() -> None:
    body = b'{"id":820982911946154508,"name":"#1001"}'
    assert sign("shpss_test_secret", body) == "DhIRdKc/LXOvFjxrfojUuKJAjNUtjyZjstUwRpcOF2k="
    assert topic_of("ORDERS_PARTIALLY_FULFILLED") == "orders/partially_fulfilled"


async def test_a_change_is_sent_signed_to_who_has_asked(fake: ShopifyFake, subscribe: Any, came: Came) -> None:
    await subscribe("ORDERS_CREATE")
    order = fake.place()
    (received,) = await came(1)
    expected = base64.b64encode(hmac.new(b"shpss_sandbox", received.body, hashlib.sha256).digest()).decode()
    assert received.headers["x-shopify-hmac-sha256"] == expected
    assert received.headers["x-shopify-topic"] == "orders/create"
    assert received.headers["x-shopify-shop-domain"] == "acme.myshopify.com"
    assert json.loads(received.body) == fake.payload(order)


async def test_newer_names_of_headers_can_be_used(fake: ShopifyFake, subscribe: Any, came: Came) -> None:
    await subscribe("ORDERS_CREATE")
    fake.deliveries.plain_headers = True
    fake.place()
    (received,) = await came(1)
    assert received.headers["shopify-topic"] == "orders/create" and "x-shopify-topic" not in received.headers


async def test_copies_share_the_event_and_not_the_delivery(fake: ShopifyFake, subscribe: Any, came: Came) -> None:
    await subscribe("ORDERS_CREATE")
    fake.deliveries.copies = 2
    fake.place()
    first, second = (it.headers for it in await came(2))
    assert first["x-shopify-event-id"] == second["x-shopify-event-id"]
    assert first["x-shopify-webhook-id"] != second["x-shopify-webhook-id"]


async def test_events_can_be_held_and_let_go_in_another_order(fake: ShopifyFake, subscribe: Any, came: Came) -> None:
    await subscribe("ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID")
    fake.deliveries.hold = True
    for _ in range(4):
        fake.place(financial="paid")
    held = [it.headers["X-Shopify-Topic"] for it in fake.deliveries.held]
    assert fake.release_events(shuffle=True) == 12
    await came(12)
    assert sorted(held) == sorted(it.headers["x-shopify-topic"] for it in await came(12))
    fake.deliveries.lose = 1.0
    fake.place()
    assert fake.release_events() == 0


async def test_what_is_not_taken_comes_again_unchanged(
    fake: ShopifyFake, desk: Listener, subscribe: Any, came: Came
) -> None:
    await subscribe("ORDERS_CREATE")
    desk.status = 500
    fake.place()
    await came(1)
    desk.status = 200
    await fake.history.wait_for(lambda: fake.history.find("shopify", "delivery", taken=False))
    fake.clock.jump(PAUSES[0] + 1)
    first, second = await came(2)
    assert (first.body, first.headers["x-shopify-webhook-id"]) == (second.body, second.headers["x-shopify-webhook-id"])
    await fake.settle()
    assert fake.shop.subscriptions[0].failures == 0


async def test_after_eight_failures_the_subscription_is_gone(
    client: Any, fake: ShopifyFake, desk: Listener, subscribe: Any, came: Came
) -> None:
    await subscribe("ORDERS_CREATE", "ORDERS_UPDATED")
    desk.status = 302
    for tries in range(1, FAILURES + 1):
        if tries == 1:
            fake.place()
        await came(2 * tries)
        await fake.history.wait_for(lambda done=2 * tries: len(fake.history.find("shopify", "delivery")) >= done)
        fake.clock.jump(PAUSES[-1] + 1)
    await fake.settle()
    rows = (await client.run("{ webhookSubscriptions(first: 5) { nodes { topic } } }"))["data"]
    assert rows["webhookSubscriptions"]["nodes"] == []
    fake.place()
    assert len(desk.received) == 2 * FAILURES


async def test_an_address_is_taken_once_for_a_topic(fake: ShopifyFake, subscribe: Any) -> None:
    assert await subscribe("ORDERS_CREATE") == []
    assert await subscribe("ORDERS_CREATE", "ORDERS_UPDATED") == ["Address for this topic has already been taken"]
    assert await subscribe("ORDERS_CREATE", uri="nowhere") == ["Address is invalid"]
    assert len(fake.shop.subscriptions) == 2


async def test_a_subscription_can_be_ended(client: Any, fake: ShopifyFake, desk: Listener, subscribe: Any) -> None:
    await subscribe("ORDERS_CREATE")
    (row,) = (await client.run("{ webhookSubscriptions(first: 5) { nodes { id } } }"))["data"]["webhookSubscriptions"][
        "nodes"
    ]
    query = "mutation M($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }"
    assert (await client.run(query, id=row["id"]))["data"]["webhookSubscriptionDelete"] == {
        "deletedWebhookSubscriptionId": row["id"]
    }
    fake.place()
    await fake.settle()
    assert desk.received == []
