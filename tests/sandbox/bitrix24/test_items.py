"""The universal API: camelCase, JSON types, strict errors."""

import pytest

from sandbox.bitrix24.fields import camel


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("UTM_SOURCE", "utmSource"),
        ("STATUS_ID", "stageId"),
        ("DATE_CREATE", "createdTime"),
        ("ASSIGNED_BY_ID", "assignedById"),
        ("UF_CRM_3_DIGIT", "ufCrm3Digit"),
        ("UF_CRM_3_174", "ufCrm3_174"),
        ("UF_CRM_1747309879", "ufCrm_1747309879"),
        ("UF_CRM_3_DIGIT10", "ufCrm_3_DIGIT10"),
        ("UF_CRM_PARTNER_CODE", "ufCrmPartnerCode"),
    ],
)
def test_names_turn_into_camel_case_by_the_portals_rules(name, item):
    assert camel(name) == item


async def test_a_lead_is_added_with_typed_values_and_fm(fake, result):
    fake.seed_userfield("lead", "UF_CRM_DELIVERY")
    fields = {
        "title": "Order",
        "opportunity": "999.99",
        "originId": "1042",
        "ufCrmDelivery": "courier",
        "TITLE": "ignored",
        "fm": [{"typeId": "PHONE", "valueType": "MOBILE", "value": "+7900"}, {"valueType": "WORK", "value": "lost"}],
    }
    item = (await result("crm.item.add", entityTypeId=1, fields=fields))["item"]
    assert (item["id"], item["title"], item["opportunity"], item["stageId"]) == (1, "Order", 999.99, "NEW")
    assert (item["companyId"], item["opened"], item["ufCrmDelivery"]) == (0, "N", "courier")
    assert (item["phone"], item["phoneMobile"], item["entityTypeId"]) == ("+7900", "+7900", 1)
    assert [row["value"] for row in item["fm"]] == ["+7900"]
    assert item["createdTime"] == "2026-05-14T12:00:00+03:00"


async def test_original_names_of_custom_fields_on_demand(fake, result):
    fake.seed_userfield("deal", "UF_CRM_RINGDESK_ORDER_ID")
    ask = {"entityTypeId": 2, "useOriginalUfNames": "Y"}
    item = (await result("crm.item.add", **ask, fields={"title": "x", "UF_CRM_RINGDESK_ORDER_ID": "A-1"}))["item"]
    assert item["UF_CRM_RINGDESK_ORDER_ID"] == "A-1"
    found = await result("crm.item.list", **ask, filter={"=UF_CRM_RINGDESK_ORDER_ID": "A-1"}, select=["id"])
    assert found == {"items": [{"id": item["id"]}]}
    assert "UF_CRM_RINGDESK_ORDER_ID" in (await result("crm.item.fields", **ask))["fields"]


async def test_fm_is_changed_by_id_appended_by_n_and_deleted_by_an_empty_value(fake, result):
    number = fake.seed_contact(NAME="I", PHONE=[{"VALUE": "+7900"}, {"VALUE": "+7901"}])
    item = (await result("crm.item.get", entityTypeId=3, id=number))["item"]
    first, second = (row["id"] for row in item["fm"])
    change = {
        str(first): {"typeId": "PHONE", "value": ""},
        str(second): {"typeId": "PHONE", "value": "+7911"},
        "n0": {"typeId": "EMAIL", "valueType": "WORK", "value": "a@b.ru"},
        "n1": {"valueType": "WORK", "value": "silently not done"},
    }
    await result("crm.item.update", entityTypeId=3, id=number, fields={"fm": change})
    contact = fake.one("contact", number)
    assert (contact["PHONE"], contact["EMAIL"]) == (["+7911"], ["a@b.ru"])


async def test_lists_page_and_filter_with_groups(fake, call):
    for n in range(55):
        fake.seed("deal", TITLE=f"n{n}", CATEGORY_ID=5)
    _, body = await call("crm.item.list", entityTypeId=2, select=["id"], order={"id": "DESC"})
    assert (body["total"], body["next"], body["result"]["items"][0]) == (55, 50, {"id": 55})
    either = {"0": {"logic": "OR", "0": {"=title": "n1"}, "1": {"@id": [5, 6]}}, "categoryId": 5}
    _, body = await call("crm.item.list", entityTypeId=2, select=["id"], filter=either)
    assert [item["id"] for item in body["result"]["items"]] == [2, 5, 6]


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("crm.item.get", {"entityTypeId": 1, "id": 9}, "NOT_FOUND"),
        ("crm.item.get", {"entityTypeId": 177, "id": 9}, "NOT_FOUND"),
        ("crm.item.get", {"id": 9}, "100"),
        ("crm.item.add", {"entityTypeId": 1}, "100"),
        ("crm.item.list", {"entityTypeId": 1, "filter": {"TITLE": "x"}}, "INVALID_ARG_VALUE"),
        ("crm.item.add", {"entityTypeId": 2, "fields": {"stageId": "C5:WON"}}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
    ],
)
async def test_mistakes_are_errors_with_codes(call, method, params, error):
    status, body = await call(method, **params)
    assert (status, body["error"]) == (400, error)


async def test_delete_leaves_an_empty_array(fake, result):
    number = fake.seed_company(TITLE="x")
    assert await result("crm.item.delete", entityTypeId=4, id=number) == []
    assert fake.companies() == []
