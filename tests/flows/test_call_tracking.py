"""Call tracking through the whole desk: a Calltouch cabinet, a RetailCRM account, and nobody who does anything."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.tracking.effects.lists import SEEN
from sandbox.calltouch.cabinet import Deal
from sandbox.retailcrm.stock import Row
from sandbox.world.staff import OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import LOOK_EVERY, PATIENCE, Scene
from tests.flows.test_connecting import run

PHONE = "79001234567"
MOMENT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
async def tracked(open_scene: OpenScene) -> Scene:
    return await open_scene(tracker=True, retailcrm={"history_every": "1s"})


async def order_of(scene: Scene, **fields: str) -> Row:
    """The CRM's only order, once its additional fields have these values."""

    def look() -> Row | None:
        orders = scene.crm_orders
        assert len(orders) < 2, "made twice"
        known: dict[str, Any] = orders[0]["customFields"] or {} if orders else {}
        return orders[0] if orders and fields.items() <= known.items() else None

    found: Row = await scene.until(look)
    return found


async def deal_of(scene: Scene, order: Row) -> Deal:
    """What the tracker has of it, once it has anything."""
    deals = scene.world.calltouch.cabinet.deals
    found: Deal = await scene.until(lambda: deals.get(str(order["id"])))
    return found


async def test_s1_02_a_call_becomes_an_order_and_the_order_a_deal_of_that_call(tracked: Scene) -> None:
    """S1-13, S1-15, S1-27, S1-29, S1-42, CR-10, CR-13, CR-27, CR-33, CR-45, CR-61, CR-63: both directions work from
    the first start, and the fields of orders are made without anybody's doing."""
    call = tracked.world.calltouch.ring(PHONE)
    order = await order_of(tracked, calltouch_site_id="12345", calltouch_call_id=str(call.id))
    assert order["firstName"] == f"Звонок от {PHONE}"
    assert order["customFields"]["calltouch_utm_source"] == "yandex"
    zone = tracked.world.calltouch.cabinet.zone
    made = datetime.strptime(order["createdAt"], MOMENT).replace(tzinfo=zone)
    assert made - call.at >= timedelta(seconds=59), "the shop's own systems come first; moments have whole seconds"
    deal = await deal_of(tracked, order)
    assert (deal.binding.kind.upper(), deal.binding.id) == ("CALL", call.id)


async def test_s1_12_a_call_of_which_no_event_came_is_found_in_the_lists(tracked: Scene) -> None:
    """CR-19: the cabinet's webhook was lost."""
    desk = running(tracked)
    assert desk.tracking
    async with asyncio.timeout(PATIENCE):
        while not await desk.store.read(lambda books: books.vault.load(SEEN)):  # noqa: ASYNC110 - it is marked once
            await asyncio.sleep(LOOK_EVERY)
    tracked.world.calltouch.webhooks.clear()
    tracked.jump(seconds=1)
    call = tracked.world.calltouch.ring(PHONE)
    tracked.jump(minutes=2)  # it is over by then
    await desk.tracking.looks.owe_lists()  # the beat comes by and by
    await order_of(tracked, calltouch_call_id=str(call.id))


async def test_s1_43_a_deal_follows_the_status_half_an_hour_later(tracked: Scene) -> None:
    """S1-41, S1-58, CR-60, CR-70, CR-73: of an order that somebody entered by hand."""
    retail = tracked.world.retailcrm
    await tracked.until(lambda: tracked.asked("retailcrm", "orders/history"))  # older orders are left alone (CR-77)
    tracked.jump(seconds=2)
    number = retail.place(retail.seed_customer(PHONE), total=1000)
    deal = await deal_of(tracked, retail.order(number))
    assert len(deal.told) == 1
    retail.set_status(number, "client-confirmed")
    moved = tracked.world.clock.now()
    tracked.jump(minutes=31)
    await tracked.until(lambda: deal.fields["status"] == "client-confirmed")
    assert len(deal.told) == 2
    assert deal.changed_at - moved >= timedelta(minutes=30) - timedelta(seconds=1)


async def test_a_dead_key_of_the_tracked_crm_is_told_once_and_what_waits_goes_on(tracked: Scene) -> None:
    retail = tracked.world.retailcrm
    await tracked.until(lambda: tracked.asked("retailcrm", "custom-fields/create") >= 9)
    retail.revoke()
    call = tracked.world.calltouch.ring(PHONE)
    (alarm,) = await tracked.until(lambda: tracked.chat.private(OLGA))
    assert "CRM коллтрекинга не принимает наш ключ" in plain(alarm.text)
    assert retail.key not in alarm.text
    _code, said = await run(tracked, "integrations", "list", "--json")
    states = {it["name"]: (it["state"], it["detail"]) for it in json.loads(said)}
    assert states["calltouch"] == ("active", "tracker")
    assert states["retailcrm"][0] == "broken"
    tracked.jump(minutes=5)
    retail.issue_key(retail.key)
    tracked.jump(minutes=20)
    await order_of(tracked, calltouch_call_id=str(call.id))
    assert len(tracked.chat.private(OLGA)) == 1
