"""Customers, orders, additional fields, and the history of what was done."""

from datetime import timedelta

import pytest

from tests.sandbox.retailcrm.conftest import Ask


@pytest.mark.parametrize("sought", ["9001234567", "79001234567", "900 123", "иван", "Петров Ив"])
async def test_customers_are_found_by_part_of_the_name_or_of_the_digits(fake, ask: Ask, sought: str):
    number = fake.seed_customer("+7 (900) 123-45-67", lastName="Петров")
    fake.seed_customer("79160000000", firstName="Анна")
    _, told = await ask("v5/customers", filter={"name": sought})
    assert [it["id"] for it in told["customers"]] == [number]
    assert (await ask("v5/customers", filter={"phone": "9001234567"}))[0] == 400


async def test_an_order_is_numbered_by_the_crm_and_answers_whole(fake, post: Ask):
    customer = fake.seed_customer("79001234567")
    fake.make_field("touch")
    order = {"customer": {"id": customer}, "phone": "79001234567", "customFields": {"touch": "1"}}
    status, told = await post("orders/create", "order", order, site="outlet")
    made = told["order"]
    assert (status, made["id"], made["number"]) == (201, told["id"], f"{told['id']}C")
    assert (made["site"], made["status"], made["fromApi"]) == ("outlet", "new", True)
    assert made["customer"]["phones"] == [{"number": "79001234567"}]
    assert made["createdAt"] == "2026-05-14 12:00:00", "the account's own time"
    assert "managerId" not in made


@pytest.mark.parametrize(
    "order",
    [
        {"customFields": {"nowhere": "1"}},
        {"customer": {"id": 1}},
        {"managerId": 1},
        {"orderMethod": "by-pigeon"},
        {"source": {"term": "x"}},
        {"colour": "red"},
        {"firstName": "x" * 256},
        {"email": "no address"},
    ],
)
async def test_what_an_order_cannot_hold_is_refused_and_nothing_is_made(fake, post: Ask, order: dict):
    status, told = await post("orders/create", "order", order, site="main")
    assert (status, told["errorMsg"]) == (400, "Errors in the entity format")
    assert told["errors"]
    assert fake.orders() == []


async def test_an_edit_changes_what_was_sent_and_nothing_else(fake, post: Ask):
    for code in ("a", "b"):
        fake.make_field(code)
    number = fake.place(status="assembling", managerId=28, customFields={"a": "1"}, phone="79001234567")
    before = fake.order(number)
    status, _ = await post(f"orders/{number}/edit", "order", {"customFields": {"b": "2"}}, by="id", site="main")
    assert status == 200
    assert fake.order(number) == before | {"customFields": {"a": "1", "b": "2"}}


async def test_ids_are_the_shops_own_unless_said_otherwise(fake, ask: Ask):
    number = fake.place(externalId="site-991")
    assert (await ask(f"v5/orders/{number}"))[0] == 404
    assert (await ask("v5/orders/site-991"))[1]["order"]["id"] == number
    assert (await ask(f"v5/orders/{number}", by="id", site="main"))[0] == 200
    assert (await ask(f"v5/orders/{number}", by="id", site="outlet"))[0] == 404


async def test_an_additional_field_has_one_code(fake, post: Ask, ask: Ask):
    field = {"code": "calltouch_site_id", "name": "ID сайта в Calltouch", "type": "string"}
    assert await post("custom-fields/order/create", "customField", field) == (
        201,
        {"success": True, "code": "calltouch_site_id"},
    )
    status, told = await post("custom-fields/order/create", "customField", field)
    assert (status, "already exists" in told["errors"]["code"]) == (400, True)
    assert (await post("custom-fields/order/create", "customField", {**field, "code": "Call-Touch"}))[0] == 400
    _, told = await ask("v5/custom-fields", filter={"entity": "order"})
    assert [it["name"] for it in told["customFields"]] == ["ID сайта в Calltouch"]


async def test_the_history_ascends_and_tells_who_did_what(fake, clock, ask: Ask, post: Ask):
    fake.make_field("touch")
    number = fake.place()
    clock.jump(60)
    fake.set_status(number, "client-confirmed")
    await post(f"orders/{number}/edit", "order", {"customFields": {"touch": "1"}}, by="id")
    fake.set_items(number, ("Часы", 1000, 2))
    _, told = await ask("v5/orders/history")
    rows = told["history"]
    assert [it["id"] for it in rows] == sorted(it["id"] for it in rows)
    assert [it["field"] for it in rows] == ["status", "status", "custom_touch", "order_product.quantity"]
    assert (rows[0]["created"], rows[0]["order"]["totalSumm"]) == (True, 2000.0)
    assert (rows[1]["source"], rows[1]["newValue"]) == ("user", {"code": "client-confirmed"})
    assert set(rows[1]["order"]) == {"id", "site", "status"}
    assert rows[2]["apiKey"] == {"current": True}
    fake.issue_key("another")
    _, others = await ask("v5/orders/history", key="another")
    assert others["history"][2]["apiKey"] == {"current": False}


async def test_the_history_goes_on_by_id_and_never_by_id_and_page(fake, clock, ask: Ask):
    for _ in range(3):
        fake.place()
        clock.jump(timedelta(minutes=1).total_seconds())
    _, told = await ask("v5/orders/history")
    first, second, third = (it["id"] for it in told["history"])
    _, later = await ask("v5/orders/history", filter={"sinceId": first})
    assert [it["id"] for it in later["history"]] == [second, third]
    assert (await ask("v5/orders/history", filter={"sinceId": first}, page=1))[0] == 400
    _, recent = await ask("v5/orders/history", filter={"startDate": "2026-05-14 12:02:00"})
    assert [it["id"] for it in recent["history"]] == [third]
    assert recent["generatedAt"] == "2026-05-14 12:03:00"


async def test_a_deleted_order_is_gone_and_the_history_says_so(fake, ask: Ask):
    number = fake.place()
    fake.delete(number)
    assert (await ask(f"v5/orders/{number}", by="id"))[0] == 404
    assert (await ask("v5/orders/history"))[1]["history"][-1]["deleted"] is True


async def test_customers_can_be_bound_to_their_own_store(fake, post: Ask):
    customer = fake.seed_customer("79001234567", site="outlet")
    fake.account.apart = True
    assert (await post("orders/create", "order", {"customer": {"id": customer}}, site="main"))[0] == 400
    assert (await post("orders/create", "order", {"customer": {"id": customer}}, site="outlet"))[0] == 201
