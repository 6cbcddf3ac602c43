"""Call tracking on the page, as data and as what people do: visitors at the tracker, managers in the CRM."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from sandbox.calltouch.deals import make
from sandbox.page.sales import LATEST
from sandbox.world.access import CALLTOUCH_SECRET
from tests.sandbox.page.conftest import Visit

LABELS = {"utm_source": "yandex", "utm_medium": "cpc", "utm_campaign": "brand"}


async def seen(visit: Visit, section: str, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await visit.state())[section][part]
    return found


def seed_deal(visit: Visit, order: int, **told: Any) -> None:
    """As the desk makes one of an order of this moment, whose lead nobody found."""
    now = visit.world.clock.now().astimezone(visit.world.calltouch.cabinet.zone).strftime("%d-%m-%Y %H:%M:%S")
    words = dict.fromkeys(("source", "medium", "campaign"), "Лид не найден")
    row = {"orderNumber": str(order), "orderName": f"{order}C", "orderDate": now, "statusDate": now, "status": "new"}
    row |= {
        "revenue": "1395.16",
        "funnel": "main",
        "matching": [{"type": "customSources", "customSourceParams": words}],
    }
    assert make(visit.world.calltouch.cabinet, {"orders": [row | told]}, None)[0]["error"] is None


@pytest.mark.parametrize(
    ("visitor", "kind", "shown", "told"),
    [
        ({"kind": "call", "phone": "8 (900) 123-45-67"}, "call", "79001234567", {"callerphone": ["79001234567"]}),
        ({"kind": "request", "phone": "1", "subject": "Вопрос"}, "request", "1", {"subject": ["Вопрос"]}),
        ({"kind": "chat", "name": "Пётр", "email": "a@example.com"}, "chat", "", {"visitor_name": ["Пётр"]}),
    ],
)
async def test_whoever_gets_in_touch_is_told_to_the_desk_by_the_trackers_webhook(
    tracked: Visit, visitor: dict[str, Any], kind: str, shown: str, told: dict[str, Any]
) -> None:
    await tracked.post("visitor", visitor | LABELS)
    await tracked.world.calltouch.settle()
    [got] = tracked.desk.got
    assert got.target == f"/hooks/calltouch/{CALLTOUCH_SECRET}/{kind}"
    assert told.items() <= parse_qs(got.body.decode()).items()
    [touch] = await seen(tracked, "tracker", "touches")
    assert (touch["kind"], touch["phone"], touch["marks"]) == (kind, shown, "yandex / cpc / brand")


@pytest.mark.parametrize(
    "wrong", [{"kind": "letter"}, {"kind": "chat", "name": "x" * 251}, {"kind": "call", "phone": 7}]
)
async def test_a_visitor_who_makes_no_sense_is_turned_away(tracked: Visit, wrong: dict[str, Any]) -> None:
    await tracked.post("visitor", wrong, expect=400)
    assert await seen(tracked, "tracker", "touches") == []


async def test_a_touch_says_when_it_will_be_in_the_crm_and_then_in_which_order(tracked: Visit) -> None:
    call = tracked.world.calltouch.ring("79001234567")
    [touch] = await seen(tracked, "tracker", "touches")
    assert (touch["due"], touch["order"]) == ((call.at + timedelta(minutes=1)).isoformat(), "")
    retail = tracked.world.retailcrm
    for code in ("calltouch_site_id", "calltouch_call_id"):
        retail.make_field(code, f"own name of {code}")
    number = retail.place(customFields={"calltouch_site_id": "12345", "calltouch_call_id": str(call.id)})
    [touch] = await seen(tracked, "tracker", "touches")
    [order] = await seen(tracked, "sales", "orders")
    assert touch["order"] == order["number"] == f"{number}C"
    assert order["marked"]
    assert ["own name of calltouch_call_id", str(call.id)] in order["fields"]


async def test_a_manager_enters_an_order_and_changes_status_and_sum(tracked: Visit) -> None:
    await tracked.post("sale", {"place": True})
    [order] = await seen(tracked, "sales", "orders")
    assert order["total"] > 0 and order["phone"] and not order["marked"] and order["closed"] == ""
    await tracked.post("sale", {"order": order["id"], "total": 2500.5})
    await tracked.post("sale", {"order": order["id"], "status": "complete"})
    [order] = await seen(tracked, "sales", "orders")
    assert (order["total"], order["status"], order["closed"]) == (2500.5, "complete", "complete")


@pytest.mark.parametrize("change", [{"status": "beautiful"}, {"total": -1}, {"total": "5"}, {"order": 1}, {}])
async def test_a_change_that_makes_no_sense_is_refused(tracked: Visit, change: dict[str, Any]) -> None:
    number = tracked.world.retailcrm.place(total=100)
    before = await seen(tracked, "sales", "orders")
    await tracked.post("sale", {"order": number, **change}, expect=400)
    assert await seen(tracked, "sales", "orders") == before


async def test_the_newest_orders_stand_first_and_old_ones_are_left_out(tracked: Visit) -> None:
    numbers = [tracked.world.retailcrm.place() for _ in range(LATEST + 1)]
    assert [it["id"] for it in await seen(tracked, "sales", "orders")] == numbers[:0:-1]


async def test_the_journal_shows_a_deal_and_when_it_hears_of_the_next_status(tracked: Visit) -> None:
    retail = tracked.world.retailcrm
    number = retail.place(total=1395.16)
    seed_deal(tracked, number)
    [deal] = await seen(tracked, "tracker", "deals")
    assert (deal["words"], deal["lead"], deal["revenue"], deal["due"]) == ("Лид не найден", None, 1395.16, None)
    tracked.world.jump(60)
    moved = tracked.world.clock.now()
    retail.set_status(number, "client-confirmed")
    tracked.world.jump(600)
    retail.set_status(number, "complete")
    [deal] = await seen(tracked, "tracker", "deals")
    assert deal["due"] >= (moved + timedelta(minutes=30)).isoformat()
    assert deal["due"] < (moved + timedelta(minutes=31)).isoformat(), "both changes go when the first is due"


async def test_a_sum_that_the_tracker_does_not_have_is_marked(tracked: Visit) -> None:
    number = tracked.world.retailcrm.place(total=1395.16)
    seed_deal(tracked, number)
    assert not (await seen(tracked, "sales", "orders"))[0]["differs"]
    tracked.world.retailcrm.set_items(number, ("Часы", 2000, 1))
    assert (await seen(tracked, "sales", "orders"))[0]["differs"]


async def test_the_desks_idle_looks_are_left_out_of_the_protocol_until_they_fail(tracked: Visit) -> None:
    address = f"{tracked.world.retailcrm.url}/api/v5/orders/history"
    key = {"X-API-KEY": tracked.world.retailcrm.key}
    async with tracked.client.get(address, headers=key) as answer:
        assert answer.status == 200
    assert await seen_wire(tracked) == []
    await tracked.post("switch", {"neighbour": "sales", "state": "down"})
    async with tracked.client.get(address, headers=key):
        assert ("retailcrm", "orders/history", 502) in await seen_wire(tracked)


async def seen_wire(visit: Visit) -> list[tuple[str, str, int]]:
    return [(it["to"], it["what"], it["status"]) for it in (await visit.state())["wire"] if it["from"] == "desk"]


async def test_a_world_without_a_tracker_has_neither_its_panels_nor_its_switches(visit: Visit) -> None:
    state = await visit.state()
    assert not {"tracker", "sales"} & state.keys()
    assert not {"tracker", "sales"} & state["switches"].keys()
    await visit.post("visitor", {"kind": "call", "phone": "1"}, expect=400)
    await visit.post("sale", {"place": True}, expect=400)
