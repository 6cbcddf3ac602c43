"""Deals, contacts, companies, dictionaries, duplicates, goods."""

import pytest


async def test_s0_21_a_partner_is_found_by_a_custom_field_of_the_company(fake, result):
    number = fake.seed_company(TITLE="Partner LLC", UF_CRM_PARTNER_CODE="ref-77")
    fake.seed_company(TITLE="Other", UF_CRM_PARTNER_CODE="ref-78")
    found = await result("crm.company.list", filter={"=UF_CRM_PARTNER_CODE": "ref-77"}, select=["ID", "TITLE"])
    assert found == [{"ID": str(number), "TITLE": "Partner LLC"}]


async def test_a_contact_wants_a_name_and_an_address_that_can_be_one(fake, call):
    status, body = await call("crm.contact.add", fields={"PHONE": [{"VALUE": "+7900"}]})
    assert (status, body["error"]) == (400, "ERROR_CORE")
    status, body = await call("crm.contact.add", fields={"NAME": "I", "EMAIL": [{"VALUE": "no address"}]})
    assert (status, body["error"]) == (400, "ERROR_CORE")
    assert fake.contacts() == []


async def test_deals_keep_to_the_stages_of_their_funnel(fake, result):
    number = await result("crm.deal.add", fields={"TITLE": "Order", "CATEGORY_ID": 5, "OPPORTUNITY": "10,5"})
    deal = await result("crm.deal.get", id=number)
    assert (deal["STAGE_ID"], deal["CATEGORY_ID"], deal["OPPORTUNITY"]) == ("C5:NEW", "5", "10.50")
    await result("crm.deal.update", id=number, fields={"CATEGORY_ID": 0, "STAGE_ID": "C5:WON"})
    deal = await result("crm.deal.get", id=number)
    assert (deal["CATEGORY_ID"], deal["STAGE_SEMANTIC_ID"], deal["CLOSED"]) == ("5", "S", "Y")
    await result("crm.item.update", entityTypeId=2, id=number, fields={"categoryId": 0})
    assert (fake.one("deal", number)["STAGE_ID"], fake.one("deal", number)["CLOSED"]) == ("NEW", "N")


async def test_deals_have_no_phone_and_hide_contact_ids_in_lists(fake, result):
    contact = fake.seed_contact(NAME="Иван")
    fields = {"TITLE": "x", "CONTACT_IDS": [contact], "PHONE": [{"VALUE": "+7900"}]}
    number = await result("crm.deal.add", fields=fields)
    deal = await result("crm.deal.get", id=number)
    assert (deal["CONTACT_ID"], "PHONE" in deal) == (str(contact), False)
    (row,) = await result("crm.deal.list", select=["ID", "CONTACT_IDS"], filter={"CONTACT_IDS": 999})
    assert row == {"ID": str(number)}


async def test_stages_and_sources_stand_in_dictionaries(result):
    stages = await result("crm.status.list", filter={"ENTITY_ID": "DEAL_STAGE_5"}, order={"SORT": "ASC"})
    assert [row["NAME"] for row in stages[:4]] == [
        "Новый заказ",
        "Взять в работу",
        "Получить оплату",
        "Отправка товара",
    ]
    assert [row["STATUS_ID"] for row in stages if row["SEMANTICS"] == "S"] == ["C5:WON"]
    assert all(isinstance(row["ID"], str) and isinstance(row["SORT"], str) for row in stages)
    leads = await result("crm.status.list", filter={"ENTITY_ID": "STATUS"})
    assert [row["STATUS_ID"] for row in leads] == ["NEW", "IN_PROCESS", "PROCESSED", "CONVERTED", "JUNK"]
    assert "STORE" in {row["STATUS_ID"] for row in await result("crm.status.list", filter={"ENTITY_ID": "SOURCE"})}


async def test_funnels_are_listed_with_numbers(call):
    _, body = await call("crm.category.list", entityTypeId=2)
    assert {row["id"]: row["name"] for row in body["result"]["categories"]} == {5: "Интернет-магазин", 0: "Общая"}
    assert body["total"] == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("+7 (900) 123-45-67", True),
        ("89001234567", True),
        ("79001234567;ext 5", True),
        ("0079001234567", True),
        ("9001234567", False),
        ("+89001234567", False),
    ],
)
async def test_duplicates_are_found_by_the_phone_key(fake, result, asked, found):
    fake.seed("lead", TITLE="x", PHONE=[{"VALUE": "+79001234567"}])
    contact = fake.seed_contact(NAME="I", PHONE=[{"VALUE": "8 900 123 45 67"}])
    answer = await result("crm.duplicate.findbycomm", type="PHONE", values=[asked])
    assert answer == ({"LEAD": [1], "CONTACT": [contact]} if found else [])


async def test_twenty_leads_hide_the_contact_unless_asked_by_type(fake, result):
    for _ in range(20):
        fake.seed("lead", TITLE="x", EMAIL=[{"VALUE": "A@b.ru"}])
    fake.seed_contact(NAME="I", EMAIL=[{"VALUE": "a@b.ru"}])
    answer = await result("crm.duplicate.findbycomm", type="EMAIL", values=["a@b.ru"])
    assert list(answer) == ["LEAD"]
    answer = await result("crm.duplicate.findbycomm", type="EMAIL", values=["a@b.ru"], entity_type="CONTACT")
    assert answer == {"CONTACT": [1]}


async def test_find_by_communication_names_what_is_missing(call):
    texts = [
        (await call("crm.duplicate.findbycomm", **params))[1]["error_description"]
        for params in ({}, {"type": "PHONE"}, {"type": "PHONE", "values": "+7900"}, {"type": "FAX", "values": ["1"]})
    ]
    assert texts == [
        "Communication type is not defined.",
        "Communication values is not defined.",
        "Communication values is not defined.",
        "Communication type 'FAX' is not supported in current context.",
    ]


async def test_s2_08_goods_replace_each_other_and_make_the_amount(fake, result):
    number = fake.seed("deal", TITLE="Order")
    rows = [{"PRODUCT_NAME": "Watch", "PRICE": 900, "QUANTITY": 2}, {"PRODUCT_NAME": "Strap", "PRICE": 50.5}]
    assert await result("crm.deal.productrows.set", id=number, rows=rows) is True
    assert fake.one("deal", number)["OPPORTUNITY"] == 1850.5
    kept = await result("crm.deal.productrows.get", id=number)
    assert [(row["PRODUCT_NAME"], row["QUANTITY"]) for row in kept] == [("Watch", 2), ("Strap", 1)]
    await result("crm.deal.update", id=number, fields={"IS_MANUAL_OPPORTUNITY": "Y", "OPPORTUNITY": 7})
    new = [{"productName": "Box", "price": 10, "quantity": 1}]
    answer = await result("crm.item.productrow.set", ownerType="D", ownerId=number, productRows=new)
    assert answer["productRows"][0]["productName"] == "Box"
    assert (len(fake.rows("deal", number)), fake.one("deal", number)["OPPORTUNITY"]) == (1, 7)
    listed = await result("crm.item.productrow.list", filter={"=ownerType": "D", "=ownerId": number})
    assert len(listed["productRows"]) == 1
