"""The stores of the demo, as their staff works in them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.world.storefront import Change
from sandbox.world.world import World

DESK = "http://127.0.0.1:9"  # nobody listens there
KINDS = ("cms", "shopify", "bitrix-site")
PAID = {"cms": "new", "shopify": "paid", "bitrix-site": "N"}


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    found = World(WorldClock(), History(), DESK, store=request.param)
    found.shop.pauses = ()
    await found.start()
    yield found
    await found.stop()


def first(world: World) -> dict[str, Any]:
    assert world.store
    found: dict[str, Any] = world.store.show()["orders"][0]
    return found


async def place(world: World) -> dict[str, Any]:
    assert world.store
    order = world.shop.orders.write()
    await world.store.place(order)
    shown = first(world)
    assert (shown["name"], shown["paid"], shown["over"]) == (order.name, False, False)
    assert [(it["name"], it["quantity"]) for it in shown["lines"]] == [(it.name, it.quantity) for it in order.items]
    assert shown["status"] in world.store.show()["statuses"]
    return shown


async def test_an_order_is_placed_changed_paid_and_cancelled_in_every_store(world: World) -> None:
    shown = await place(world)
    assert world.store
    count, number = shown["lines"][0]["quantity"], shown["number"]
    await world.store.change(number, Change(quantity=count + 1))
    assert first(world)["lines"][0]["quantity"] == count + 1
    assert first(world)["total"] > shown["total"]
    await world.store.change(number, Change(paid=True))
    assert (first(world)["paid"], first(world)["status"]) == (True, PAID[world.store.kind])
    another = (await place(world))["number"]
    await world.store.change(another, Change(status="cancelled"))
    assert (first(world)["number"], first(world)["status"], first(world)["over"]) == (another, "cancelled", True)


async def test_the_newest_order_stands_first_and_each_is_changed_by_its_number(world: World) -> None:
    older, newer = await place(world), await place(world)
    assert world.store
    await world.store.change(older["number"], Change(paid=True))
    assert [(it["number"], it["paid"]) for it in world.store.show()["orders"]] == [
        (newer["number"], False),
        (older["number"], True),
    ]
    with pytest.raises(ValueError, match="there is no order"):
        await world.store.change("no such number", Change(paid=True))
