import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.shop.orders import HOSTILE_NAMES
from sandbox.shop.shop import Answer, Shop
from sandbox.shop.signing import sign
from tests.serving import serve

KEY = b"0123456789abcdef01234567"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


async def read_fields(request: web.Request) -> web.Response:
    """A desk that reads forms with a real parser and tells the fields back."""
    return web.json_response({name: str(value) for name, value in (await request.post()).items()})


@pytest.fixture
async def reader() -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.post("/orders/site", read_fields)])
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(datetime(2026, 12, 28, 12, 0, tzinfo=UTC), speed=0)


@pytest.fixture
async def desk(clock: WorldClock) -> AsyncIterator[Listener]:
    async with serve(Listener(clock, History())) as desk:
        desk.reply = '{"lead": 17, "status": "accepted"}'
        yield desk


@pytest.fixture
def shop(clock: WorldClock, desk: Listener) -> Shop:
    return Shop(clock, desk.history, desk.url, SECRET)


async def test_s0_14_the_article_sends_an_envelope_under_a_forms_content_type(shop: Shop, desk: Listener) -> None:
    order = shop.orders.write()
    answer = await shop.send_article(order)
    (received,) = desk.received
    secret = SECRET.replace("=", "%3D")
    assert (answer.taken, answer.json()["lead"], answer.tries) == (True, 17, 1)
    assert (received.method, received.target) == ("POST", f"/api/1/json/public/31754/{secret}")
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    (operation,) = json.loads(received.body)["ops"]
    assert (operation["ref"], operation["type"], operation["obj"]) == (order.ip, "create", "task")
    assert operation["data"]["server"]["REMOTE_ADDR"] == order.ip
    assert operation["data"]["cookies"] == order.utm | {"cart": f"c{order.order_id}"}
    assert operation["data"]["post"]["name"] == order.name
    assert received.body.isascii()
    assert b"https:\\/\\/" in received.body


async def test_the_ref_may_be_the_order_id(shop: Shop, desk: Listener) -> None:
    order = shop.orders.write()
    await shop.send_article(order, conv_id="7", ref=order.order_id)
    assert json.loads(desk.received[0].body)["ops"][0]["ref"] == order.order_id


@pytest.mark.parametrize("way", ["send_json", "send_parted"])
async def test_plain_json_carries_the_bearer_secret(shop: Shop, desk: Listener, way: str) -> None:
    order = shop.orders.write()
    await getattr(shop, way)(order)
    (received,) = desk.received
    assert (received.target, received.headers["authorization"]) == ("/orders/site", f"Bearer {SECRET}")
    sent = json.loads(received.body)
    fields = sent if way == "send_json" else sent["post"]
    assert (fields["order_id"], fields["items"][0]["name"]) == (order.order_id, order.items[0].name)
    assert fields["total"] == order.total


async def test_x_a_signed_order_verifies_and_changes_break_it(shop: Shop, desk: Listener) -> None:
    await shop.send_signed(shop.orders.write())
    (received,) = desk.received
    message_id, timestamp = received.headers["webhook-id"], received.headers["webhook-timestamp"]
    text = f"{message_id}.{timestamp}.".encode() + received.body
    expected = "v1," + base64.b64encode(hmac.new(KEY, text, hashlib.sha256).digest()).decode()
    assert received.headers["webhook-signature"] == expected
    assert sign(SECRET, message_id, int(timestamp), received.body + b" ") != expected
    assert timestamp == "1798459200"
    assert "." not in message_id


def test_only_a_signing_secret_signs() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        sign("plain", "order_1", 1, b"")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("way", ["send_form", "send_multipart"])
async def test_forms_carry_any_name_untouched(clock: WorldClock, reader: str, way: str, name: str) -> None:
    shop = Shop(clock, History(), reader, SECRET)
    order = replace(shop.orders.write(), name=name)
    answer: Answer = await getattr(shop, way)(order)
    fields = answer.json()
    assert fields["name"] == name
    assert (fields["items[0][sku]"], fields["consent[calls]"]) == (order.items[0].sku, "1")


async def test_what_is_not_taken_is_sent_again_by_plan_under_the_same_id(
    shop: Shop, desk: Listener, clock: WorldClock
) -> None:
    shop.pauses = (0.05, 0.05, 0.05)
    clock.set_speed(1)
    desk.faults.add(Fault("drop", "hook"))
    desk.faults.add(Fault("status", "hook", status=503))
    desk.faults.add(Fault("accept_status", "hook", status=500))
    answer = await shop.send_signed(shop.orders.write())
    assert (answer.status, answer.tries) == (200, 4)
    assert len({received.headers["webhook-id"] for received in desk.received}) == 1
    statuses = [entry.data["status"] for entry in desk.history.find("shop", "answer")]
    assert statuses == [0, 503, 500, 200]


async def test_a_wait_the_desk_asked_for_is_kept_in_world_time(shop: Shop, desk: Listener, clock: WorldClock) -> None:
    shop.pauses = (1.0,)
    clock.set_speed(1000)
    desk.faults.add(Fault("status", "hook", status=429, headers={"Retry-After": "120"}))
    before = clock.now()
    assert (await shop.send_json(shop.orders.write())).taken
    assert (clock.now() - before).total_seconds() >= 120


async def test_a_desk_that_is_gone_ends_the_plan_without_an_exception(shop: Shop, desk: Listener) -> None:
    await desk.unplug()
    shop.pauses = ()
    answer = await shop.send_form(shop.orders.write())
    assert (answer.status, answer.taken, answer.tries) == (0, False, 1)


async def test_the_secret_stays_out_of_the_history(shop: Shop, desk: Listener) -> None:
    await shop.send_article(shop.orders.write())
    notes = json.dumps([entry.data for entry in desk.history.entries if entry.who == "shop"])
    assert "***" in notes
    assert SECRET.removeprefix("whsec_").rstrip("=") not in notes


def read_form(body: bytes) -> dict[str, Any]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


async def test_a_form_uses_phps_nested_names(shop: Shop, desk: Listener) -> None:
    order = shop.orders.write()
    await shop.send_form(order)
    fields = read_form(desk.received[0].body)
    assert fields["items[0][price]"] == str(order.items[0].price)
    assert fields["timezone"] == order.city.timezone
