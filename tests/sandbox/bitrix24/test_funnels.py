"""Deals of a funnel: what set-up asks for, what people do on the board, what the catalogue tells."""

import pytest


async def test_new_funnel_comes_with_stages_and_may_have_a_name_twice(fake, result, call):
    fields = {"name": "Опт", "sort": 50}
    first = (await result("crm.category.add", entityTypeId=2, fields=fields))["category"]
    second = (await result("crm.category.add", entityTypeId=2, fields=fields))["category"]
    assert (first["name"], first["entityTypeId"], first["id"] != second["id"]) == ("Опт", 2, True)
    stages = await result("crm.status.list", filter={"ENTITY_ID": f"DEAL_STAGE_{first['id']}"}, order={"SORT": "ASC"})
    assert stages[0]["STATUS_ID"] == f"C{first['id']}:NEW"
    assert [row["SEMANTICS"] for row in stages[-3:]] == ["S", "F", "F"]
    numbers = [row["ID"] for row in await result("crm.status.list")]
    assert len(numbers) == len(set(numbers))
    item = (await result("crm.item.add", entityTypeId=2, fields={"categoryId": second["id"]}))["item"]
    assert item["stageId"] == f"C{second['id']}:NEW"


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("crm.category.add", {"entityTypeId": 2}, "100"),
        ("crm.category.add", {"entityTypeId": 2, "fields": {}}, "CRM_FIELD_ERROR_REQUIRED"),
        ("crm.category.add", {"entityTypeId": 1, "fields": {"name": "x"}}, "ENTITY_TYPE_NOT_SUPPORTED"),
        ("crm.item.add", {"entityTypeId": 2, "fields": {"categoryId": 77}}, "CRM_FIELD_ERROR_VALUE_NOT_VALID"),
        ("feature.get", {}, "CODE_EMPTY"),
        ("catalog.product.list", {"select": ["id"], "filter": {"iblockId": 23}}, 0),
        ("catalog.product.list", {"select": ["id", "iblockId"], "filter": {"xmlId": "x"}}, 0),
        ("catalog.product.list", {"select": ["id", "iblockId"], "filter": {"iblockId": 24}}, 200040300010),
    ],
)
async def test_mistakes_are_errors_with_codes(call, method, params, error):
    status, body = await call(method, **params)
    assert (status, body["error"]) == (400, error)


async def test_currencies_come_at_once_and_the_first_is_the_base(fake, call):
    _, body = await call("crm.currency.list")
    assert [(row["CURRENCY"], row["BASE"]) for row in body["result"]] == [("RUB", "Y"), ("USD", "N"), ("EUR", "N")]
    assert (body["total"], "next" in body) == (0, False)


async def test_products_are_found_by_a_property_of_their_part_of_the_catalogue(fake, result):
    watch, strap = fake.seed_product("Полёт", "W-1"), fake.seed_product("Ремень", "S-2", xml_id="x-2")
    fake.seed_product("Полёт, синие", "W-1", block=24)
    ask = {"select": ["id", "iblockId", "property259", "xmlId"], "order": {"id": "asc"}}
    found = await result("catalog.product.list", **ask, filter={"iblockId": 23, "property259": ["w-1", "S-2"]})
    assert [(row["id"], row["property259"]["value"]) for row in found["products"]] == [(watch, "W-1"), (strap, "S-2")]
    found = await result("catalog.product.list", **ask, filter={"iblockId": 23, "xmlId": "x-2"})
    assert [row["id"] for row in found["products"]] == [strap]
    found = await result("catalog.product.list", **ask, filter={"iblockId": 23, "property260": "W-1"})
    assert len(found["products"]) == 2
    offers = await result("catalog.product.offer.list", **ask, filter={"iblockId": 24, "property260": "W-1"})
    assert [row["iblockId"] for row in offers["offers"]] == [24]
    blocks = (await result("catalog.catalog.list"))["catalogs"]
    assert [(row["iblockId"], row["productIblockId"]) for row in blocks] == [(23, None), (24, 23)]
    properties = await result("catalog.productProperty.list", filter={"iblockId": 23})
    assert [row["id"] for row in properties["productProperties"]] == [259]


async def test_edition_shows_in_what_feature_get_answers(fake, result):
    assert await result("feature.get", CODE="rest_auth_connector") == {"value": "Y"}
    fake.portal.on_premise = True
    assert await result("feature.get", CODE="rest_auth_connector") == {"value": "ru_selfhosted"}


async def test_denied_methods_are_refused_in_the_words_of_their_api(fake, call):
    fake.rest.denied |= {"crm.item.add", "crm.contact.add"}
    _, new = await call("crm.item.add", entityTypeId=2, fields={})
    _, old = await call("crm.contact.add", fields={"NAME": "I"})
    assert (new["error"], old["error"], old["error_description"]) == ("ACCESS_DENIED", "", "Access denied.")


async def test_lists_are_ordered_by_the_first_key_first(fake, clock, result):
    for title in ("b", "a"):
        fake.seed("deal", TITLE=title)
        clock.jump(1)
    fake.edit("deal", 1, TITLE="b")
    order = {"updatedTime": "ASC", "id": "ASC"}
    found = await result("crm.item.list", entityTypeId=2, order=order, select=["id"])
    assert [item["id"] for item in found["items"]] == [2, 1]


async def test_people_move_and_delete_deals_on_the_board(fake, handler):
    for event in ("ONCRMDEALUPDATE", "ONCRMDEALDELETE"):
        fake.bind(event, handler.url)
    first, second = fake.seed("deal", TITLE="1", CATEGORY_ID=5), fake.seed("deal", TITLE="2", CATEGORY_ID=5)
    fake.seed("deal", TITLE="other funnel")
    fake.move_deal(first, "Получить оплату")
    fake.move_deal(first, "C5:EXECUTING")
    fake.delete("deal", second)
    await fake.settle()
    (deal,) = fake.board(5)
    assert (deal["ID"], deal["STAGE"], deal["ROWS"]) == (first, "Отправка товара", [])
    assert len(handler.forms) == 3
    with pytest.raises(KeyError):
        fake.move_deal(first, "NEW")
    with pytest.raises(KeyError):
        fake.delete("deal", second)
