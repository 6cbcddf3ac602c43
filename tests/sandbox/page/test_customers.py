"""The customer's phone and the lead."""

from typing import Any

from tests.sandbox.page.conftest import Visit

PHONE = "+79990001122"
KEY = "9990001122"


async def test_the_crm_lead_is_found_by_its_phone_with_fields_feed_and_stage(visit: Visit, send_sample: Any) -> None:
    await send_sample(phone="8 999 000 11 22", city="Омск")
    fields = {"TITLE": "Заказ", "PHONE": [{"VALUE": PHONE}], "UF_CRM_CITY": "Омск", "COMPANY_ID": 1}
    number = await visit.crm("crm.lead.add", fields=fields)
    comment = {"ENTITY_ID": number, "ENTITY_TYPE": "lead", "COMMENT": "Дозвонились"}
    await visit.crm("crm.timeline.comment.add", fields=comment)
    lead = (await visit.state())[f"customer/{KEY}"]["lead"]
    assert ["Город", "Омск"] in lead["fields"]
    assert ["@company", "ООО «Партнёр 42»"] in lead["fields"]
    assert [one["text"] for one in lead["feed"]] == ["Дозвонились"]
    assert (lead["stage"], lead["stages"][0]["name"]) == ("NEW", "Новый")


async def test_a_manager_moves_the_lead_by_hand_and_the_desk_hears_of_it(visit: Visit) -> None:
    number = await visit.crm("crm.lead.add", fields={"TITLE": "Заказ", "PHONE": [{"VALUE": PHONE}]})
    await visit.post("stage", {"lead": number, "stage": "JUNK"})
    assert (await visit.state())[f"customer/{KEY}"]["lead"]["stage"] == "JUNK"
    await visit.world.bitrix24.settle()
    assert [got.target for got in visit.desk.got] == ["/hooks/bitrix24"]


async def test_orders_from_outside_the_page_show_up_by_their_lead(visit: Visit) -> None:
    await visit.crm("crm.lead.add", fields={"TITLE": "Заказ", "NAME": "Пётр", "PHONE": [{"VALUE": PHONE}]})
    state = await visit.state()
    assert state["customers"] == [KEY]
    assert (state[f"customer/{KEY}"]["name"], state[f"customer/{KEY}"]["order"]) == ("Пётр", None)


async def test_an_sms_lies_on_the_phone_when_it_has_arrived(visit: Visit, send_sample: Any) -> None:
    await send_sample(phone=PHONE)
    gateway = visit.world.smsc
    form = {"login": gateway.login, "psw": gateway.password, "phones": PHONE, "mes": "Заказ принят", "fmt": "3"}
    async with visit.client.post(f"{gateway.url}/sys/send.php", data={**form, "charset": "utf-8"}) as answer:
        assert "error" not in await answer.json()
    [sms] = (await visit.state())[f"customer/{KEY}"]["texts"]
    assert (sms["text"], sms["arrived"]) == ("Заказ принят", False)
    await visit.post("time", {"jump": 10})
    [sms] = (await visit.state())[f"customer/{KEY}"]["texts"]
    assert sms["arrived"] is True
