"""The same story with RetailCRM: the order of the store becomes an order of the CRM, whose customer is called back."""

import asyncio
from typing import Any

import pytest

from sandbox.world.staff import OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene
from tests.flows.orders import PHONE
from tests.flows.scene import Scene
from tests.flows.test_crm_trouble import wind

FAULTS = ["html", "lost", "cut", "rate"]


@pytest.fixture
async def retail(open_scene: OpenScene) -> Scene:
    return await open_scene(town_crm="retailcrm")


async def test_s0_03_an_order_becomes_an_order_of_the_crm_a_call_and_an_sms(retail: Scene) -> None:
    """S0-28, S0-30, S0-45, S0-55: with the other CRM nothing else is different."""
    lead_id = await retail.order(utm_source="blog-anna")
    lead = await retail.reach(lead_id, "reached")
    (order,) = await retail.until(lambda: [it for it in retail.crm_orders if it["status"] == "client-confirmed"])
    assert lead["crm"]["id"] == str(order["id"])
    expected: dict[str, Any] = {
        "site": "main",
        "firstName": "Анна Петрова",
        "phone": PHONE,
        "email": "anna@example.com",
        "totalSumm": 15200.0,
        "source": {"source": "blog-anna"},
    }
    assert {name: order[name] for name in expected} == expected
    assert order["customer"]["phones"] == [{"number": PHONE}]
    assert len(retail.dialled()) == len(retail.texts()) == 1
    shown = await retail.until(lambda: told(retail, "SMS"))
    assert "ответил" in shown["ringdesk_notes"]
    assert "дозвонились" in shown["ringdesk_calls"]
    assert shown["ringdesk_status"] == "дозвонились"
    heard: dict[str, int] = {}
    for entry in retail.world.history.entries:
        if entry.what == "answer":
            heard.setdefault(entry.data["operation"], entry.n)
    assert heard["orders/create"] < heard["StartScenarios"] < heard["send"]
    assert retail.crm_leads == [], "the portal next door hears of nothing"
    await retail.until_card(lead_id, "дозвонились", f"RetailCRM {order['id']}")


async def test_a_second_order_of_a_customer_is_that_customers(retail: Scene) -> None:
    known = retail.world.retailcrm.seed_customer("8 (916) 123-45-67", firstName="Аня")
    for number in ("A-1", "A-2"):
        await retail.reach(await retail.order(number), "reached")
    assert [it["customer"]["id"] for it in retail.crm_orders] == [known, known]
    (customer,) = retail.world.retailcrm.customers()
    assert customer["firstName"] == "Аня"


async def test_whatever_goes_wrong_at_the_crm_every_order_is_there_once(retail: Scene) -> None:
    """S0-28, F-07: each fault meets the search, the new order, and what is shown on it."""
    for number, kind in enumerate(FAULTS):
        phone = f"+79160000{number:03}"
        retail.world.retailcrm.break_down(kind, times=2)
        lead_id = await retail.order(kind, phone=phone, email=f"{kind}@example.com")
        await wind(retail, [lead_id], "reached")
        assert len(retail.dialled(phone)) == 1, kind
        retail.world.retailcrm.mend()
    await retail.until(lambda: all(it["status"] == "client-confirmed" for it in retail.crm_orders))
    assert len(retail.crm_orders) == len(FAULTS)
    assert len(retail.world.retailcrm.customers()) == len(FAULTS)


async def test_s0_56_a_key_that_stops_working_is_told_once_and_leads_go_to_people(retail: Scene) -> None:
    await retail.reach(await retail.order("A-0"), "reached")
    retail.world.retailcrm.revoke()
    for number in (1, 2, 3):
        lead_id = await retail.order(f"A-{number}", phone=f"8916000000{number}")
        lead = await retail.reach(lead_id, "manual")
        assert lead["trouble"] == "crm_token"
    (alarm,) = await retail.until(lambda: retail.chat.private(OLGA))
    assert "CRM не принимает наш ключ доступа" in plain(alarm.text)
    assert retail.world.retailcrm.key not in alarm.text
    await asyncio.sleep(0.1)
    assert len(retail.chat.private(OLGA)) == 1


async def test_an_order_that_the_crm_refuses_goes_to_a_person_with_its_words(open_scene: OpenScene) -> None:
    retail = await open_scene(town_crm="retailcrm", retailcrm={"statuses": {"new": "nowhere"}})
    lead = await retail.reach(await retail.order(), "manual")
    assert lead["trouble"] == "crm_refused"
    await retail.until_card(lead["id"], "CRM не приняла лид", "selected status is invalid")


def told(scene: Scene, text: str) -> Any:
    """Additional fields of the order, once its story holds this."""
    (order,) = scene.crm_orders
    fields = order["customFields"] or {}
    return fields if text in fields.get("ringdesk_notes", "") else None
