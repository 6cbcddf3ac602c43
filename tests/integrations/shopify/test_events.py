"""The shop's own events, from its door through ours: S2-14, S4-04."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desk.exchange.hints import StoreHint
from desk.ports import Hook
from integrations.shopify import ShopifyStore, ensure_subscriptions
from sandbox.kit.listener import Listener
from sandbox.shopify.fake import ShopifyFake

Reports = Callable[[int], Any]


async def test_s4_04_every_change_arrives_genuine_and_as_it_would_be_read(
    store: ShopifyStore, hook: Hook, fake: ShopifyFake, listener: Listener, reports: Reports
) -> None:
    await ensure_subscriptions(store.client, listener.url)
    fake.deliveries.copies = 2
    placed = fake.place(financial="paid", note="n", landing_site="/?utm_source=ig")
    await store.set_status(str(placed.id), "processing", "k1")
    fake.edit_lines(placed, {"W-SEVER-01": 0})
    fake.send(placed)
    fake.refund(placed)
    await fake.settle()
    told, ids = [], set()
    for request in await reports(2 * len(fake.history.find("shopify", "event"))):
        hook.verify(request)
        ids.add(hook.delivery_id(request))
        told += hook.parse(request)
    assert len(told) == 2 * len(ids) == 2 * len(fake.history.find("shopify", "event"))
    assert all(isinstance(hint, StoreHint) and hint.ref == str(placed.id) for hint in told)
    assert len([hint for hint in told if hint.first]) == 2
    shown = [hint.order for hint in told if hint.order]
    read = await store.read(str(placed.id))
    assert read is not None
    assert replace(read, lines=tuple(replace(it, category=None) for it in read.lines)) in shown
    assert {order.status for order in shown} == {"paid", "processing", "shipped"}


async def test_a_deletion_and_an_uninstallation_arrive(
    store: ShopifyStore, hook: Hook, fake: ShopifyFake, listener: Listener, reports: Reports
) -> None:
    await ensure_subscriptions(store.client, listener.url)
    placed = fake.place()
    await fake.settle()
    fake.delete(placed)
    await fake.settle()
    fake.uninstall()
    *_, gone, left = [fact for request in await reports(4) for fact in hook.parse(request)]
    assert gone == StoreHint("shopify", str(placed.id), gone=True)
    assert left.alarm
