"""The order form."""

import asyncio
import json
from typing import Any

from tests.sandbox.page.conftest import Visit


async def test_an_order_reaches_the_desk_as_the_shop_sends_it(visit: Visit, send_sample: Any) -> None:
    told = await send_sample(name="Жанна д'Арк", phone="8 (999) 000-11-22", city="Омск", partner="partner42")
    [got] = visit.desk.got
    assert (got.method, got.target) == ("POST", "/orders/site")
    assert got.headers["authorization"] == f"Bearer {visit.world.shop.secret}"
    order = json.loads(got.body)
    assert (order["name"], order["phone"], order["timezone"]) == ("Жанна д'Арк", "8 (999) 000-11-22", "Asia/Omsk")
    assert order["utm_source"] == "partner42"
    assert (told["status"], told["lead"], told["taken"]) == (202, 17, True)


async def test_the_articles_way_posts_the_corezoid_envelope(visit: Visit, send_sample: Any) -> None:
    told = await send_sample(way="article", order_id="4711")
    [got] = visit.desk.got
    assert got.target.startswith("/api/1/json/public/")
    operation = json.loads(got.body)["ops"][0]
    assert operation["ref"] == "4711"
    assert set(operation["data"]) == {"server", "cookies", "post"}
    assert told["taken"] is True


async def test_consent_that_was_not_ticked_is_not_sent(visit: Visit, send_sample: Any) -> None:
    await send_sample(calls=False, advertising=True)
    consent = json.loads(visit.desk.got[0].body)["consent"]
    assert (consent["calls"], consent["advertising"]) == (False, True)


async def test_samples_are_different_customers(visit: Visit) -> None:
    first, second = await visit.post("sample"), await visit.post("sample")
    assert first["order_id"] != second["order_id"]
    assert first["phone"] != second["phone"]


async def test_an_order_for_a_desk_without_power_arrives_once_it_is_back(visit: Visit, send_sample: Any) -> None:
    visit.world.set_speed(600)
    await visit.post("plug", {"do": "kill"})
    assert (await visit.state())["desk"]["state"] == "stopped"
    sending = asyncio.create_task(send_sample(phone="+7 999 000-11-22"))
    await visit.world.history.wait_for(lambda: visit.world.history.find("shop", "answer", status=0))
    await visit.post("plug", {"do": "start"})
    await sending
    await visit.world.history.wait_for(lambda: visit.world.history.find("shop", "answer", status=202))
    assert len(visit.desk.got) == 1
    order = (await visit.state())["customer/9990001122"]["order"]
    assert order["status"] == 202 and order["tries"] > 1


async def test_a_line_that_the_shop_does_not_sell_is_refused(visit: Visit) -> None:
    sample = await visit.post("sample")
    told = await visit.post("order", {**sample, "items": [{"sku": "X", "quantity": 1}]}, expect=400)
    assert "no such line" in told["error"]
    assert visit.desk.got == []


async def test_orders_are_taken_only_as_json_so_that_foreign_pages_cannot_send_them(visit: Visit) -> None:
    async with visit.client.post(f"{visit.url}/demo/sample", data="{}", headers={"Content-Type": "text/plain"}) as one:
        assert one.status == 415
