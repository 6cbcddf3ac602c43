"""A status carried into the shop: S2-11 … S2-13, S2-18."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from desk.errors import NotFound, Rejected, Temporary
from integrations.shopify import ShopifyStore
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.shopify.fake import ShopifyFake

Asked = Callable[[], list[str]]


@pytest.mark.parametrize(
    "word", ["awaiting_payment", "processing", "paid", "shipped", "completed", "cancelled", "Отправка товара"]
)
async def test_s2_12_what_was_set_is_what_is_read(store: ShopifyStore, fake: ShopifyFake, word: str) -> None:
    placed = fake.place(tags=["vip", "ringdesk:older"])
    order = await store.set_status(str(placed.id), word, "k1")
    assert order is not None and order.status == word
    assert await store.read(str(placed.id)) == order
    assert "vip" in placed.tags


async def test_s2_12_each_word_does_what_it_says(store: ShopifyStore, fake: ShopifyFake) -> None:
    paid, shipped, cancelled, tagged = fake.place(), fake.place(parcels=3), fake.place(), fake.place()
    await store.set_status(str(paid.id), "paid", "k")
    await store.set_status(str(shipped.id), "shipped", "k")
    await store.set_status(str(cancelled.id), "cancelled", "k")
    await store.set_status(str(tagged.id), "packing", "k")
    assert (paid.financial, paid.tags) == ("paid", ["ringdesk:paid"])
    assert (shipped.fulfillment, shipped.financial, shipped.tags) == ("fulfilled", "pending", ["ringdesk:shipped"])
    assert cancelled.cancelled_at and cancelled.cancel_reason == "other" and cancelled.financial == "voided"
    assert (tagged.financial, tagged.fulfillment, tagged.tags) == ("pending", None, ["ringdesk:packing"])


async def test_s2_12_a_second_try_does_nothing(store: ShopifyStore, fake: ShopifyFake, asked: Asked) -> None:
    placed = fake.place()
    for word in ("processing", "paid", "shipped", "cancelled"):
        if word == "cancelled":
            placed = fake.place()
        await store.set_status(str(placed.id), word, "k1")
        before, changed_at = len(asked()), placed.updated_at
        order = await store.set_status(str(placed.id), word, "k1")
        assert order is not None and order.status == word
        assert asked()[before:] == ["ReadOrder"] and placed.updated_at == changed_at


@pytest.mark.parametrize("word", ["paid", "shipped", "cancelled", "packing"])
@pytest.mark.parametrize("broken", ["MarkPaid", "Fulfill", "CancelOrder", "AddTags", "RemoveTags", "ReadOrder"])
async def test_s2_12_a_lost_answer_is_tried_again_and_nothing_happens_twice(
    store: ShopifyStore, fake: ShopifyFake, word: str, broken: str
) -> None:
    placed = fake.place(tags=["ringdesk:older"], parcels=2)
    fake.faults.add(Fault("accept_drop", broken))
    for _ in range(3):
        try:
            order = await store.set_status(str(placed.id), word, "k1")
            break
        except Temporary:
            continue
    assert order is not None and order.status == word
    topics = [it.data["event"] for it in fake.history.find("shopify", "event")]
    assert topics.count("orders/paid") == (word == "paid")
    assert topics.count("orders/fulfilled") == (word == "shipped")
    assert topics.count("orders/cancelled") == (word == "cancelled")


async def test_what_was_done_meanwhile_is_no_refusal(store: ShopifyStore, fake: ShopifyFake) -> None:
    """The request went through twice on its way: the second is refused, and the order stands where it should."""
    for word, operation in (("paid", "MarkPaid"), ("shipped", "Fulfill"), ("cancelled", "CancelOrder")):
        placed = fake.place()
        fake.faults.add(Fault("twice", operation))
        order = await store.set_status(str(placed.id), word, "k1")
        assert order is not None and order.status == word
        assert placed.tags == ([] if word == "cancelled" else [f"ringdesk:{word}"])


async def test_a_refusal_of_shopify_is_told_in_its_own_words(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place(parcels=2)
    placed.parcels[0].status = "CLOSED"
    with pytest.raises(Rejected, match="fulfilled items") as refused:
        await store.set_status(str(placed.id), "cancelled", "k1")
    assert refused.value.field == "orderId"
    expired = fake.place(financial="expired")
    with pytest.raises(Rejected, match="marked as paid"):
        await store.set_status(str(expired.id), "paid", "k1")
    assert expired.tags == []


async def test_what_cannot_go_back_is_refused_before_anything_is_asked(
    store: ShopifyStore, fake: ShopifyFake, asked: Asked
) -> None:
    placed = fake.place()
    fake.send(placed)
    with pytest.raises(Rejected, match="is shipped in Shopify"):
        await store.set_status(str(placed.id), "processing", "k1")
    assert asked() == ["ReadOrder"]


async def test_a_parcel_on_hold_is_not_called_sent(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place()
    placed.parcels[0].status = "ON_HOLD"
    with pytest.raises(Rejected, match="on hold"):
        await store.set_status(str(placed.id), "shipped", "k1")
    served = fake.place()
    served.parcels[0].service = True
    with pytest.raises(Rejected, match="fulfilment service"):
        await store.set_status(str(served.id), "shipped", "k1")
    assert placed.tags == served.tags == []


async def test_an_order_of_which_nothing_is_to_be_sent_is_shipped_by_its_tag(
    store: ShopifyStore, fake: ShopifyFake
) -> None:
    placed = fake.place(parcels=0)
    order = await store.set_status(str(placed.id), "shipped", "k1")
    assert order is not None and order.status == "shipped"


async def test_a_cancellation_takes_its_time(store: ShopifyStore, fake: ShopifyFake, world: WorldClock) -> None:
    world.set_speed(50)
    fake.cancel_seconds = 2
    quick, slow = fake.place(), fake.place()
    order = await store.set_status(str(quick.id), "cancelled", "k1")
    assert order is not None and order.status == "cancelled"
    fake.cancel_seconds = 60
    for _ in range(2):  # the second try asks for nothing: it would be called a mistake
        with pytest.raises(Temporary, match="still cancelling"):
            await store.set_status(str(slow.id), "cancelled", "k1")
    await asyncio.sleep(60 / 50 + 0.1)
    order = await store.set_status(str(slow.id), "cancelled", "k1")
    assert order is not None and order.status == "cancelled"


async def test_nothing_moves_money_or_writes_to_the_customer(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place(financial="paid")
    order = await store.set_status(str(placed.id), "cancelled", "k1")
    assert order is not None and order.total == Decimal(13250) and placed.financial == "paid"
    await store.set_status(str(fake.place().id), "shipped", "k1")
    assert fake.shop.mailed == []


async def test_a_shop_says_itself_what_a_word_does(open_store: Callable[..., ShopifyStore], fake: ShopifyFake) -> None:
    words = {"shipped": ["tag"], "completed": ["paid", "fulfill", "tag"], "cancelled": ["tag"]}
    store = open_store(statuses=words)
    tagged, handed, lost = fake.place(), fake.place(), fake.place()
    await store.set_status(str(tagged.id), "Shipped", "k1")
    order = await store.set_status(str(handed.id), "completed", "k1")
    assert order is not None
    await store.set_status(str(lost.id), "cancelled", "k1")
    assert (tagged.fulfillment, tagged.tags) == (None, ["ringdesk:Shipped"])
    assert (handed.fulfillment, handed.financial) == ("fulfilled", "paid")
    assert lost.cancelled_at is None and (await store.read(str(lost.id))).ended == "lost"  # type: ignore[union-attr]


async def test_a_deleted_order_is_not_found(store: ShopifyStore, fake: ShopifyFake) -> None:
    placed = fake.place()
    fake.delete(placed)
    with pytest.raises(NotFound):
        await store.set_status(str(placed.id), "paid", "k1")
