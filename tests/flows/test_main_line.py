"""An order becomes a called-back customer, and the sellers see it happen."""

import json
from datetime import UTC, datetime
from typing import Any

from sandbox.shop.cities import CITIES
from sandbox.shop.orders import Item, ShopOrder
from sandbox.shop.shapes import flat
from sandbox.shop.signing import signed_headers
from sandbox.world import access
from tests.flows.conftest import OpenScene
from tests.flows.orders import PHONE, codes, order
from tests.flows.scene import Scene

SIGNING_SECRET = "whsec_cmluZ2Rlc2stZmxvdy10ZXN0LXNlY3JldA=="
UTM = {"utm_source": "partner42", "utm_medium": "partner", "utm_campaign": "winter"}
PHONES = {
    "json": "8 916 123-45-67",
    "form": "9161234568",
    "multipart": "+7 (916) 123-45-69",
    "parted": "8(916)1234570",
    "article": "9161234571",
    "signed": "89161234572",
}


def write_order(number: int, phone: str) -> ShopOrder:
    moscow = next(city for city in CITIES if city.name == "Москва")
    return ShopOrder(
        order_id=f"W-{number}",
        name="Анна Петрова",
        phone=phone,
        email="anna@example.com",
        city=moscow,
        ip="203.0.113.40",
        items=(Item("N-1", "Часы «Север»", 2, 7600, "watches"),),
        at="2037-11-23T09:00:00+00:00",
        comment="Подарок",
        utm=UTM,
        consent={"calls": True, "advertising": False, "text": "Согласен на звонок", "at": "2037-11-23T09:00:00Z"},
    )


async def send(scene: Scene, way: str, sent: ShopOrder) -> int:
    """Hand the order over as this kind of shop does; the status of the answer."""
    shop = scene.world.shop
    if way != "signed":
        return int((await getattr(shop, f"send_{way}")(sent)).status)
    body = json.dumps(flat(sent)).encode()
    headers = signed_headers(SIGNING_SECRET, f"msg_{sent.order_id}", datetime.now(UTC), body)
    answer = await scene.web.post("/orders/site", content=body, headers={"Content-Type": "application/json"} | headers)
    return answer.status_code


async def test_orders_of_every_shape_end_in_the_crm_with_a_call_an_sms_and_a_card(open_scene: OpenScene) -> None:
    """S0-01, S0-08, S0-11, S0-12, S0-13, S0-18, S0-19, S0-25, S0-26, S0-42, S0-51, D-02, D-07."""
    secrets = [access.SHOP_SECRET, SIGNING_SECRET]
    scene = await open_scene(sources={"site": {"secret": secrets, "ref": "order_id"}})
    for number, (way, phone) in enumerate(PHONES.items(), 1):
        assert await send(scene, way, write_order(number, phone)) in (200, 202), way
    for number, (way, phone) in enumerate(PHONES.items(), 1):
        e164 = f"+7{phone.translate(dict.fromkeys(map(ord, ' ()+-')))[-10:]}"
        lead = await scene.reach(number, "reached")
        assert (lead["phone"], lead["name"]) == (e164, "Анна Петрова"), way
        assert lead["partner"] == {"code": "partner42", "id": "1", "name": "ООО «Партнёр 42»"}, way
        assert len(scene.dialled(e164)) == len(scene.texts(e164)) == 1, way
        await scene.until_card(number, f"#{number} · Анна П. · дозвонились", "заказ W-")
    assert sorted(it["PHONE"][0] for it in scene.crm_leads) == [f"+7916123456{n}" for n in (7, 8, 9)] + [
        f"+791612345{n}" for n in (70, 71, 72)
    ]


async def test_the_crm_lead_carries_everything_the_order_said(scene: Scene) -> None:
    """S0-03, S0-09, S0-10, S0-11, S0-21, S0-23, S0-28, S0-29, S0-55."""
    lead_id = await scene.order(**UTM, ip="203.0.113.40", timezone="Europe/Moscow", color="синий")
    lead = await scene.reach(lead_id, "reached")
    await scene.until(lambda: scene.crm_leads[0]["STATUS_ID"] == "PROCESSED")
    (registered,) = scene.crm_leads
    expected = {
        "ID": int(lead["crm"]["id"]),
        "TITLE": "#1 · Анна Петрова",
        "NAME": "Анна Петрова",
        "PHONE": [PHONE],
        "EMAIL": ["anna@example.com"],
        "ADDRESS_CITY": "Москва",
        "OPPORTUNITY": 15200.0,
        "CURRENCY_ID": "RUB",
        "UTM_SOURCE": "partner42",
        "UTM_MEDIUM": "partner",
        "UTM_CAMPAIGN": "winter",
        "UF_CRM_CITY": "Москва",
        "UF_CRM_TIMEZONE": "Europe/Moscow",
        "UF_CRM_ORDER_ID": "A-1",
        "UF_CRM_CLIENT_IP": "203.0.113.40",
        "ORIGINATOR_ID": "ringdesk",
        "STATUS_DESCRIPTION": "дозвонились",
    }
    assert {name: registered[name] for name in expected} == expected
    assert [row["PRODUCT_NAME"] for row in scene.world.bitrix24.rows("lead", registered["ID"])] == ["Часы «Север»"]
    assert "ООО «Партнёр 42»" in registered["COMMENTS"]
    told = [it["COMMENT"] for it in scene.world.bitrix24.timeline("lead", registered["ID"])]
    assert any("ответил" in text for text in told)


async def test_s0_30_nobody_is_called_before_the_crm_has_the_lead(scene: Scene) -> None:
    """S0-28, S0-30, S0-31: the shop has its answer long before."""
    lead_id = await scene.order()
    answered = len(scene.world.history.entries)
    lead = await scene.reach(lead_id, "reached")
    heard: dict[str, int] = {}
    for entry in scene.world.history.entries:
        if entry.what == "answer":
            heard.setdefault(entry.data["operation"], entry.n)
    assert answered <= heard["batch"] + 1
    assert heard["batch"] < heard["StartScenarios"] < heard["send"]
    happened = codes(lead)
    assert happened.index("registered") < happened.index("call_planned") < happened.index("sms_owed")


async def test_the_customer_hears_the_order_confirmed_and_reads_it_once_more(scene: Scene) -> None:
    """S0-06, S0-39, S0-42, S0-43, S0-45, S0-46, S0-51."""
    lead = await scene.reach(await scene.order(), "reached")
    (call,) = scene.dialled()
    assert "Анна" in call.text
    assert "автоматический звонок" in call.text
    assert "A-1" in call.text
    assert (call.caller_id, call.status) == ("74950000000", "answered")
    (text,) = scene.texts()
    assert text == "Заказ A-1 принят, сумма 15 200 ₽. Спасибо! Часы"
    (sms,) = lead["messages"]
    assert (sms["kind"], sms["to"], sms["text"], sms["parts"]) == ("reached", PHONE, text, 1)
    assert sms["provider_id"]
    assert sms["cost"] == "1.44"
    delivered = await scene.when(1, lambda it: it["messages"][0]["status"] == "delivered")
    assert delivered["status"] == "reached"


async def test_s0_44_a_prepared_recording_is_played_instead_of_the_text(open_scene: OpenScene) -> None:
    recording = "https://watches.example.com/hello.mp3"
    scene = await open_scene(calls={"recording": recording})
    await scene.reach(await scene.order(), "reached")
    (call,) = scene.dialled()
    assert (call.mp3, call.text) == (recording, "")


async def test_d_02_the_sellers_see_the_lead_at_once_and_its_number_masked(scene: Scene) -> None:
    """S0-04, S0-34, S0-58, D-01, D-02: one card that follows the lead, with the customer's time on it."""
    scene.world.bitrix24.break_down("unavailable", "batch")
    lead_id = await scene.order(comment="Позвоните на +7 916 123-45-67 или anna@example.com")
    card = await scene.until_card(lead_id, "#1 · Анна П. · новый", "у клиента 12:0")
    assert "+7 916 ***-**-67" in card
    scene.world.bitrix24.mend()
    scene.jump(minutes=2)
    await scene.reach(lead_id, "reached")
    card = await scene.until_card(lead_id, "дозвонились", "звонок 1: ответил", "доставлено", "Битрикс24 1")
    assert "1234567" not in card.replace(" ", "")
    assert scene.chat.leaks() == []


async def test_s0_33_a_number_with_digits_to_spare_is_final_without_call_or_sms(scene: Scene) -> None:
    """S0-33, S0-49."""
    for phone in ("8916123456789", "891612345678"):
        lead = await scene.settle(await scene.order(phone, phone=phone))
        assert (lead["status"], lead["final"], lead["calls"], lead["messages"]) == ("invalid_number", True, [], [])
        await scene.until_card(lead["id"], "неверный номер", "лишние цифры")
    assert scene.world.voximplant.sessions == {}
    assert scene.world.smsc.messages == []


async def test_s0_14_one_upload_with_two_operations_makes_two_leads(scene: Scene) -> None:
    """S0-14, S0-15, S0-18."""

    def operation(ref: str, **changed: Any) -> dict[str, Any]:
        return {"ref": ref, "type": "create", "obj": "task", "conv_id": "31754", "data": order(ref, **changed)}

    ops = [operation("r-1"), operation("r-2", phone="89161234568")]
    address = f"/api/1/json/public/31754/{access.SHOP_SECRET}"
    answer = await scene.web.post(address, content=json.dumps({"ops": ops}))
    assert answer.json()["request_proc"] == "ok"
    assert [(op["ref"], op["proc"]) for op in answer.json()["ops"]] == [("r-1", "ok"), ("r-2", "ok")]
    assert [(await scene.reach(n, "reached"))["ref"] for n in (1, 2)] == ["r-1", "r-2"]


async def test_s0_16_an_order_with_a_ref_in_progress_is_attached_and_the_ref_is_free_again_when_it_ends(
    scene: Scene,
) -> None:
    """S0-15, S0-16, S0-17."""
    scene.world.bitrix24.break_down("unavailable", "batch")
    first = await scene.order("A-1")
    repeated = await scene.post(order("A-1", items=[{"name": "Ремешок", "price": 1900, "quantity": 1}], total=1900))
    assert (repeated.status_code, repeated.json()) == (200, {"lead": first, "status": "attached"})
    lead = await scene.lead(first)
    assert [it["order"]["lines"][0]["name"] for it in lead["attached"]] == ["Ремешок"]
    await scene.until_card(first, "ещё заказ", "Ремешок")
    scene.world.bitrix24.mend()
    scene.jump(minutes=2)
    await scene.reach(first, "reached")
    assert len(scene.crm_leads) == len(scene.dialled()) == 1
    second = await scene.order("A-1")
    assert second != first
    await scene.reach(second, "reached")
    assert len(scene.crm_leads) == 2
