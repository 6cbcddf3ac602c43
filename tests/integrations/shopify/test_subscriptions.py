"""Which events the shop sends us, kept complete."""

from collections.abc import Callable

import pytest

from desk.errors import Rejected, Temporary
from integrations.shopify import ShopifyStore, ensure_subscriptions, find_missing
from integrations.shopify.subscriptions import TOPICS
from sandbox.kit.faults import Fault
from sandbox.shopify.fake import ShopifyFake

ADDRESS = "https://desk.example.com/hooks/shopify"


def have(fake: ShopifyFake, address: str = ADDRESS) -> list[str]:
    return sorted(it.topic for it in fake.shop.subscriptions if it.uri == address and not it.removed)


async def test_s4_04_what_is_missing_is_made_and_nothing_twice(store: ShopifyStore, fake: ShopifyFake) -> None:
    assert await ensure_subscriptions(store.client, ADDRESS) == TOPICS
    assert await ensure_subscriptions(store.client, ADDRESS) == ()
    assert have(fake) == sorted(TOPICS)


async def test_what_shopify_has_removed_is_made_again(store: ShopifyStore, fake: ShopifyFake) -> None:
    await ensure_subscriptions(store.client, "https://other.example.com/hooks/shopify")
    await ensure_subscriptions(store.client, ADDRESS)
    fake.shop.subscriptions[-1].removed = True
    assert await find_missing(store.client, ADDRESS) == (TOPICS[-1],)
    assert await ensure_subscriptions(store.client, ADDRESS) == (TOPICS[-1],)
    assert have(fake) == have(fake, "https://other.example.com/hooks/shopify") == sorted(TOPICS)


async def test_a_lost_answer_makes_no_second_subscription(store: ShopifyStore, fake: ShopifyFake) -> None:
    fake.faults.add(Fault("accept_drop", "Subscribe", skip=2))
    with pytest.raises(Temporary):
        await ensure_subscriptions(store.client, ADDRESS)
    fake.faults.add(Fault("twice", "Subscribe"))  # and one that a proxy repeats
    await ensure_subscriptions(store.client, ADDRESS)
    assert have(fake) == sorted(TOPICS)


async def test_a_long_list_is_read_to_its_end(
    store: ShopifyStore, fake: ShopifyFake, asked: Callable[[], list[str]]
) -> None:
    fake.bucket.size = fake.bucket.left = 20_000  # time stands still here, and so would a wait for more points
    for number in range(11):
        await ensure_subscriptions(store.client, f"https://desk{number}.example.com/hooks/shopify")
    before = len(asked())
    assert await ensure_subscriptions(store.client, "https://desk10.example.com/hooks/shopify") == ()
    assert asked()[before:] == ["ListSubscriptions"] * 2


async def test_an_address_that_shopify_does_not_like_is_told(store: ShopifyStore) -> None:
    with pytest.raises(Rejected, match="Address is invalid"):
        await ensure_subscriptions(store.client, "desk")
