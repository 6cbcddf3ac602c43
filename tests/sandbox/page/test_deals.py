"""The store's list of orders and the CRM's board of deals, as data and as what people do to them."""

import json
from typing import Any

import pytest

from sandbox.page.board import LATEST
from sandbox.world.portal import ORDER_FIELD, PIPELINE
from tests.sandbox.page.conftest import Visit


async def place(visit: Visit, **changed: Any) -> str:
    sample = await visit.post("sample")
    sent = await visit.post("order", {**sample, "way": "json", **changed})
    return str(sent["order_id"])


async def orders(visit: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await visit.state())["store"]["orders"]
    return found


def seed_deal(visit: Visit, title: str = "1027 · Анна", stage: str = "C5:NEW") -> int:
    own = {ORDER_FIELD: "1027", "OPPORTUNITY": 12900, "ASSIGNED_BY_ID": 1, "CURRENCY_ID": "RUB"}
    return visit.world.bitrix24.seed("deal", TITLE=title, CATEGORY_ID=PIPELINE, STAGE_ID=stage, **own)


@pytest.mark.parametrize("way", ["json", "article"])
async def test_an_order_stands_in_the_stores_list_however_it_was_sent(store: Visit, way: str) -> None:
    number = await place(store, way=way, name="Анна", items=[{"sku": "W-SEVER-01", "quantity": 2}])
    [shown] = await orders(store)
    assert (shown["number"], shown["name"], shown["total"]) == (number, "Анна", 25_800)
    assert (shown["status"], shown["paid"]) == ("new", False)
    assert len(store.desk.got) == 1


async def test_an_order_without_a_number_is_sent_and_not_listed(store: Visit) -> None:
    await place(store, order_id="")
    assert len(store.desk.got) == 1
    assert await orders(store) == []


async def test_the_newest_stand_first_and_old_ones_are_left_out(store: Visit) -> None:
    kept = [store.world.cms.keep(store.world.shop.orders.write()).number for _ in range(LATEST + 2)]
    assert [it["number"] for it in await orders(store)] == kept[::-1][:LATEST]


async def test_the_store_posts_what_its_staff_changed(store: Visit) -> None:
    number = await place(store, items=[{"sku": "W-SEVER-01", "quantity": 1}])
    for change in ({"paid": True}, {"quantity": 3}, {"status": "cancelled"}):
        await store.post("store", {"order": number, **change})
    [shown] = await orders(store)
    assert (shown["status"], shown["paid"], shown["total"]) == ("cancelled", True, 38_700)
    told = [json.loads(it.body) for it in store.desk.got[1:]]
    assert [(it["status"], it["paid"], it["total"]) for it in told] == [
        ("new", True, 12_900),
        ("new", True, 38_700),
        ("cancelled", True, 38_700),
    ]
    assert all(it["order_id"] == number and it["updated_at"] for it in told)


@pytest.mark.parametrize("change", [{}, {"status": "beautiful"}, {"quantity": 0}, {"quantity": 100}, {"order": "no"}])
async def test_a_change_that_makes_no_sense_is_refused(store: Visit, change: dict[str, Any]) -> None:
    number = await place(store)
    before = await orders(store)
    await store.post("store", {"order": number, **change}, expect=400)
    assert await orders(store) == before
    assert len(store.desk.got) == 1


async def test_the_board_shows_a_deal_and_a_manager_moves_it(store: Visit) -> None:
    number = seed_deal(store)
    store.world.bitrix24.seed("deal", TITLE="another funnel", CATEGORY_ID=0)
    board = (await store.state())["board"]
    assert [it["name"] for it in board["stages"]][:2] == ["Новый заказ", "Взять в работу"]
    assert [it["ends"] for it in board["stages"]][-3:] == ["S", "F", "F"]
    [deal] = board["deals"]
    shown = {"id": number, "title": "1027 · Анна", "order": "1027", "amount": 12900.0, "stage": "C5:NEW"}
    assert deal == shown | {"manager": "Анна Смирнова"}
    await store.post("deal", {"deal": number, "stage": "C5:EXECUTING"})
    assert (await store.state())["board"]["deals"][0]["stage"] == "C5:EXECUTING"


@pytest.mark.parametrize("move", [{"deal": 999, "stage": "C5:WON"}, {"deal": 1, "stage": "NEW"}, {"deal": "1"}])
async def test_a_move_that_makes_no_sense_is_refused(store: Visit, move: dict[str, Any]) -> None:
    assert seed_deal(store) == 1
    await store.post("deal", move, expect=400)
    assert (await store.state())["board"]["deals"][0]["stage"] == "C5:NEW"


async def test_the_site_goes_down_for_the_desk_and_comes_back(store: Visit) -> None:
    await store.post("switch", {"neighbour": "store", "state": "down"})
    async with store.client.post(store.world.cms.webhook_url) as answer:
        assert answer.status == 502
    await store.post("switch", {"neighbour": "store", "state": "works"})
    async with store.client.post(store.world.cms.webhook_url) as answer:
        assert answer.status == 401  # unsigned


async def test_a_world_without_a_store_has_neither_its_panels_nor_its_switch(visit: Visit) -> None:
    state = await visit.state()
    assert not {"store", "board"} & state.keys()
    assert "store" not in state["switches"]
    await visit.post("switch", {"neighbour": "store", "state": "down"}, expect=400)
