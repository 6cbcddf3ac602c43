"""Shopify and a 1C-Bitrix site beside a whole desk: their orders become deals, and moves of either side arrive."""

import time
from typing import Any

import pytest

from bot.app.intake import make_names
from desk.exchange.ordering import ask_order
from sandbox.kit.faults import Fault
from sandbox.shopify.fake import ShopifyFake
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import Scene

PIPELINE = 5  # of the portal: «Интернет-магазин»
ANNA = 1  # she has the watches; all others are Boris's


def deals(scene: Scene) -> list[dict[str, Any]]:
    return scene.world.bitrix24.board(PIPELINE)


async def made(scene: Scene) -> dict[str, Any]:
    return (await scene.until(lambda: deals(scene), "a deal", 40))[0]


async def order(scene: Scene) -> dict[str, Any]:
    """A customer orders; as the store's staff sees it."""
    assert scene.world.store
    await scene.world.store.place(scene.world.shop.orders.write())
    return shown(scene)


def shown(scene: Scene) -> dict[str, Any]:
    assert scene.world.store
    found: dict[str, Any] = scene.world.store.show()["orders"][0]
    return found


def answers(shop: ShopifyFake) -> list[bool]:
    """Whether each delivery was taken."""
    return [bool(it.data["taken"]) for it in shop.history.find("shopify", "delivery")]


async def test_s2_10_s4_03_s4_04_ex_16_an_order_of_shopify_gets_the_manager_of_its_category_at_once(
    open_scene: OpenScene,
) -> None:
    scene = await open_scene(store="shopify")
    placed = await order(scene)
    deal = await made(scene)
    assert placed["lines"][0]["name"].startswith("Часы")
    assert int(deal["ASSIGNED_BY_ID"]) == ANNA
    assert float(deal["OPPORTUNITY"]) == placed["total"]
    assert len(scene.crm_leads) == 1


async def test_s4_04_shopify_is_answered_while_its_own_api_hangs_and_the_deal_is_right_when_it_comes_back(
    open_scene: OpenScene,
) -> None:
    scene = await open_scene(store="shopify")
    shop = scene.world.shopify
    hanging = shop.faults.add(Fault("hang", "ReadOrder", None, seconds=1))
    begun = time.monotonic()
    await order(scene)
    await scene.until(lambda: answers(shop), "an answer")
    assert all(answers(shop))
    assert time.monotonic() - begun < 5
    await scene.until(lambda: scene.crm_leads, "the lead does not wait for it")
    assert deals(scene) == []
    shop.faults.rules.remove(hanging)
    assert int((await made(scene))["ASSIGNED_BY_ID"]) == ANNA
    assert len(deals(scene)) == 1


async def test_ex_16_a_deal_that_was_made_without_shopify_gets_its_manager_when_it_can_be_read(
    open_scene: OpenScene,
) -> None:
    scene = await open_scene(speed=60, store="shopify")  # requests have so much less time in a faster world
    down = scene.world.shopify.faults.add(Fault("status", "*Order*", None, status=503))
    await order(scene)
    assert int((await made(scene))["ASSIGNED_BY_ID"]) != ANNA
    scene.world.shopify.faults.rules.remove(down)
    await scene.until(lambda: int(deals(scene)[0]["ASSIGNED_BY_ID"]) == ANNA, "her deal", 40)
    assert len(deals(scene)) == 1


async def test_s2_11_s2_13_a_stage_moves_an_order_of_shopify(open_scene: OpenScene) -> None:
    scene = await open_scene(store="shopify")
    await order(scene)
    deal = await made(scene)
    scene.world.bitrix24.move_deal(deal["ID"], "Отправка товара")
    await scene.until(lambda: shown(scene)["status"] == "shipped", "shipped")
    (kept,) = scene.world.shopify.shop.orders.values()
    assert kept.fulfillment == "fulfilled"


async def test_s4_08_an_order_from_elsewhere_is_made_in_shopify_and_is_the_same_lead(open_scene: OpenScene) -> None:
    scene = await open_scene(store="shopify")
    app, name = running(scene), make_names("t")()
    lead_id = await scene.order(name, items=[{"name": "Часы", "sku": "W-1", "quantity": 1, "price": 9900}])
    now = scene.world.clock.now()
    await app.store.write(lambda books: ask_order(books, books.leads.load(lead_id), "shopify", "Анна", now))
    await scene.until(lambda: scene.world.shopify.shop.orders, "an order")
    deal = await made(scene)
    (kept,) = scene.world.shopify.shop.orders.values()
    assert deal["TITLE"].startswith(kept.name)
    await scene.until(lambda: all(answers(scene.world.shopify)) and answers(scene.world.shopify), "its events")
    assert (len(scene.crm_leads), len(deals(scene)), len(scene.world.shopify.shop.orders)) == (1, 1, 1)


@pytest.mark.parametrize("lost", [0.0, 1.0])
async def test_s2_04_ex_17_a_new_order_of_the_site_is_taken_in_by_its_event_or_found_by_asking(
    open_scene: OpenScene, lost: float
) -> None:
    scene = await open_scene(store="bitrix-site", order_sync={"reconcile_every": "1s" if lost else "10m"})
    scene.world.bitrix_site.events.lose = lost
    placed = await order(scene)
    deal = await made(scene)
    assert placed["number"] in deal["TITLE"]
    scene.world.bitrix24.move_deal(deal["ID"], "Взять в работу")
    await scene.until(lambda: shown(scene)["status"] == "W", "the site's own status, by its name")
