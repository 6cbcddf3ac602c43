"""An order of the store and its deal, end to end: a CMS that is told by webhooks, and a portal that tells of moves."""

from typing import Any

import pytest

from tests.flows.conftest import OpenScene
from tests.flows.orders import order
from tests.flows.scene import Scene

PIPELINE = 5  # of the portal: «Интернет-магазин»


def deals(scene: Scene) -> list[dict[str, Any]]:
    return scene.world.bitrix24.board(PIPELINE)


async def place(scene: Scene) -> tuple[str, int]:
    """A customer orders in the CMS. The order's number, and the number of its lead."""
    placed, answer = await scene.world.cms.place(bearer=True)
    assert answer.status == 202, answer.text
    return placed.number, int(answer.json()["lead"])


async def made(scene: Scene) -> dict[str, Any]:
    return (await scene.until(lambda: deals(scene), "a deal"))[0]


def status(scene: Scene, number: str) -> str:
    found = scene.world.cms.orders.find(number)
    assert found
    return found.status


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    return await open_scene(store="cms")


async def test_s2_06_s2_07_s2_08_an_order_becomes_one_deal_with_all_that_it_holds(scene: Scene) -> None:
    number, lead_id = await place(scene)
    deal = await made(scene)
    placed = scene.world.cms.orders.find(number)
    assert placed
    lead = await scene.lead(lead_id)
    assert deal["STAGE"] == "Новый заказ"
    assert number in deal["TITLE"]
    assert deal["ORIGIN_ID"].endswith(number)
    assert str(deal["LEAD_ID"]) == str(lead["crm"]["id"])
    assert [row["PRODUCT_NAME"] for row in deal["ROWS"]]
    assert float(deal["OPPORTUNITY"]) == float(placed.order.total)


async def test_s2_11_s2_12_s2_13_a_stage_moves_the_order_in_the_store(scene: Scene) -> None:
    number, _lead = await place(scene)
    deal = await made(scene)
    for stage, wanted in (("Взять в работу", "processing"), ("Отправка товара", "shipped")):
        scene.world.bitrix24.move_deal(deal["ID"], stage)
        await scene.until(lambda wanted=wanted: status(scene, number) == wanted, wanted)
    scene.world.bitrix24.move_deal(deal["ID"], "Сделка успешна")
    await scene.until(lambda: status(scene, number) == "completed", "completed")
    told = scene.world.cms.orders.find(number)
    assert told
    assert [word for _id, word in told.told] == ["processing", "shipped", "completed"]


async def test_s2_14_a_changed_order_changes_its_deal_and_opens_nothing_twice(scene: Scene) -> None:
    await scene.order("B-7", total="1000")
    deal = await made(scene)
    answer = await scene.post(order("B-7", total="1500"))
    assert answer.status_code == 200
    await scene.until(lambda: float(deals(scene)[0]["OPPORTUNITY"]) == 1500.0, "the new total")
    assert [it["ID"] for it in deals(scene)] == [deal["ID"]]
    assert len(scene.crm_leads) == 1


async def test_s2_15_what_no_event_told_of_is_found(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms", order_sync={"reconcile_every": "1s"})
    number, _lead = await place(scene)
    deal = await made(scene)
    scene.world.bitrix24.portal.bindings.clear()
    scene.world.bitrix24.move_deal(deal["ID"], "Получить оплату")
    await scene.until(lambda: status(scene, number) == "awaiting_payment", "awaiting_payment")
