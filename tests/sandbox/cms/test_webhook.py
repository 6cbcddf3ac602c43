"""The CMS's door for status messages: strict about who speaks, and about what."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.cms.fake import CmsFake
from sandbox.cms.verification import Forged, verify
from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener
from tests.sandbox.cms.conftest import Tell

FIXTURES = Path(__file__).parents[2] / "fixtures" / "store_webhook"


def message(number: str, status: str = "shipped", **data: Any) -> dict[str, Any]:
    told = {"order_id": number, "source": "site", "status": status} | data
    return {"type": "order.status", "timestamp": "2026-05-14T09:00:00Z", "data": told}


@pytest.fixture
def number(cms: CmsFake) -> str:
    return cms.keep(cms.shop.orders.write()).number


def status(cms: CmsFake, number: str) -> str:
    order = cms.orders.find(number)
    return order.status if order else ""


async def test_a_signed_message_changes_the_status(cms: CmsFake, tell: Tell, number: str) -> None:
    assert await tell(message(number)) == (200, {"status": "ok"})
    assert status(cms, number) == "shipped"


async def test_an_id_counts_once(cms: CmsFake, tell: Tell, number: str) -> None:
    await tell(message(number), "msg_1")
    await tell(message(number, "completed"), "msg_2")
    assert await tell(message(number), "msg_1") == (200, {"status": "known"})
    assert status(cms, number) == "completed"


@pytest.mark.parametrize(
    "change",
    [
        {"webhook_id": "msg_2"},
        {"webhook_id": None},
        {"webhook_timestamp": None},
        {"webhook_timestamp": "1"},
        {"webhook_timestamp": "noon"},
        {"webhook_signature": None},
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": "v2,AAAA v1a,AAAA"},
        {"late": -301},
        {"late": 301},
    ],
)
async def test_what_is_not_signed_rightly_is_not_believed(
    cms: CmsFake, tell: Tell, number: str, change: dict[str, Any]
) -> None:
    code, _ = await tell(message(number), **change)
    assert (code, status(cms, number)) == (401, "new")


async def test_a_message_may_be_some_minutes_old_and_carry_several_signatures(
    cms: CmsFake, tell: Tell, number: str, clock: WorldClock
) -> None:
    assert (await tell(message(number), late=-299))[0] == 200


def test_the_published_example_is_believed(clock: WorldClock) -> None:
    vector = json.loads((FIXTURES / "vector__published.json").read_text("utf-8"))
    headers = {f"webhook-{part}": str(vector[part]) for part in ("id", "timestamp", "signature")}
    then = clock.now().fromtimestamp(vector["timestamp"], clock.now().tzinfo)
    assert verify(vector["secret"], headers, vector["body"].encode(), then) == vector["id"]
    with pytest.raises(Forged):
        verify(vector["secret"], headers, b"{}", then)


async def test_what_is_said_is_looked_at_too(tell: Tell, number: str) -> None:
    assert (await tell(b"no json"))[0] == 400
    assert (await tell({"type": "order.status", "data": {}}))[0] == 400
    assert (await tell(message(number), Content_Type="text/plain"))[0] == 415
    assert (await tell(message("7")))[0] == 404
    assert (await tell(message(number, "lost")))[0] == 422
    assert await tell(message(number, source="other")) == (202, {"status": "ignored"})
    assert await tell(message(number) | {"type": "order.seen"}) == (202, {"status": "ignored"})


async def test_the_page_shows_every_order_with_its_status(
    cms: CmsFake, tell: Tell, http: aiohttp.ClientSession, number: str
) -> None:
    await tell(message(number))
    async with http.get(f"{cms.url}/orders") as answer:
        page = await answer.text()
        assert answer.content_type == "text/html"
    assert f'id="order-{number}"' in page and '<td class="status">shipped</td>' in page
    cms.delete(number)
    async with http.get(f"{cms.url}/orders") as answer:
        assert "Заказов пока нет" in await answer.text()


@pytest.mark.parametrize("bearer", [False, True])
async def test_its_orders_go_to_the_desk(cms: CmsFake, desk: Listener, bearer: bool) -> None:
    placed, answer = await cms.place(bearer=bearer)
    (received,) = desk.received
    assert (answer.taken, received.target) == (True, "/orders/site")
    assert json.loads(received.body)["order_id"] == placed.number
    assert ("authorization" in received.headers) is bearer
    assert ("webhook-signature" in received.headers) is not bearer


async def test_it_can_be_down_and_switched_off(cms: CmsFake, tell: Tell, number: str) -> None:
    cms.break_down("reset", times=1)
    with pytest.raises(aiohttp.ClientError):
        await tell(message(number))
    cms.gone = True
    assert (await tell(message(number)))[0] == 410
    cms.mend()
    assert (await tell(message(number)))[0] == 200
