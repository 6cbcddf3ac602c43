"""A second witness: the official Python client understands what the fake answers.

Lists are always given a filter: without one the client writes ``filter=None``, and what an account makes of that is
written nowhere.

https://github.com/retailcrm/api-client-python
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import retailcrm

from sandbox.retailcrm.fake import RetailCrmFake

PHONE, ANNA = "79001234567", {"firstName": "Анна", "phones": [{"number": "+7 900 123-45-67"}], "email": "a@example.com"}
FIELD = {"code": "calltouch_site_id", "name": "ID сайта", "type": "string", "entity": "order"}
Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def call(fake: RetailCrmFake) -> Call:
    """The client blocks, so each of its methods runs in a thread. ``key``: another than the account's."""

    async def ask(method: str, *args: Any, key: str = "", **params: Any) -> Any:
        client = retailcrm.v5(fake.url, key or fake.key)
        return await asyncio.to_thread(getattr(client, method), *args, **params)

    return ask


async def test_it_makes_lists_reads_and_edits_an_order(fake, call: Call):
    made = await call("customer_create", ANNA, "main")
    assert (made.is_successful(), made.get_status_code()) == (True, 201)
    customer = made.get_response()["id"]
    assert (await call("custom_field_create", FIELD)).get_status_code() == 201
    order = {"customer": {"id": customer}, "status": "new", "source": {"source": "yandex"}, "externalId": "A-1"}
    made = await call("order_create", order | {"customFields": {FIELD["code"]: "12345"}}, "outlet")
    number = made.get_response()["id"]
    assert (made.get_status_code(), made.get_response()["order"]["number"]) == (201, f"{number}C")
    for filters in ({"customerId": customer}, {"ids": [number]}, {"extendedStatus": ["new"]}, {"sites": ["outlet"]}):
        (row,) = (await call("orders", filters)).get_response()["orders"]
        assert (row["id"], row["site"], row["customFields"]) == (number, "outlet", {FIELD["code"]: "12345"})
    edited = await call("order_edit", {"id": number, "status": "complete"}, "id", "outlet")
    assert (edited.get_status_code(), edited.get_response()["order"]["status"]) == (200, "complete")
    assert (await call("order_edit", {"externalId": "A-1", "managerId": 28})).is_successful()
    read = (await call("order", "A-1")).get_response()["order"]
    assert (read["status"], read["managerId"], read["source"]) == ("complete", 28, {"source": "yandex"})
    (told,) = (await call("orders_statuses", [number], [])).get_response()["orders"]
    assert told == {"id": number, "status": "complete", "group": "complete"}


async def test_it_finds_reads_and_edits_a_customer(fake, call: Call):
    number = (await call("customer_create", ANNA | {"externalId": "7"}, "main")).get_response()["id"]
    for filters in ({"name": PHONE[1:]}, {"email": "A@EXAMPLE.com"}, {"ids": [number]}, {"externalIds": ["7"]}):
        (row,) = (await call("customers", filters)).get_response()["customers"]
        assert (row["id"], row["phones"]) == (number, [{"number": "+7 900 123-45-67"}])
    assert (await call("customers", {"name": "79995550000"})).get_response()["customers"] == []
    assert (await call("customer_edit", {"id": number, "lastName": "Белова"}, "id")).is_successful()
    for how in ((number, "id"), ("7",)):
        assert (await call("customer", *how)).get_response()["customer"]["lastName"] == "Белова"


async def test_it_turns_the_pages(fake, call: Call):
    numbers = {fake.place() for _ in range(45)}
    seen: set[int] = set()
    for page in (1, 2, 3):
        body = (await call("orders", {}, 20, page)).get_response()
        told = {"limit": 20, "totalCount": 45, "currentPage": page, "totalPageCount": 3}
        assert (body["pagination"], len(body["orders"])) == (told, 5 if page == 3 else 20)
        seen |= {it["id"] for it in body["orders"]}
    assert seen == numbers


async def test_it_follows_the_history(fake, call: Call):
    """Its own page of one is refused beside ``sinceId``, as the account refuses it."""
    number = (await call("order_create", {"firstName": "Анна"}, "main")).get_response()["id"]
    fake.set_status(number, "complete")
    body = (await call("orders_history", {"startDate": "2020-01-01 00:00:00"}, 100)).get_response()
    made, moved = body["history"]
    assert (made["created"], made["source"], made["apiKey"]["current"]) == (True, "api", True)
    assert (moved["field"], moved["oldValue"], moved["newValue"], moved["source"]) == (
        "status",
        {"code": "new"},
        {"code": "complete"},
        "user",
    )
    assert body["generatedAt"] and made["id"] < moved["id"]
    refused = await call("orders_history", {"sinceId": made["id"]})
    assert (refused.get_status_code(), list(refused.get_errors())) == (400, ["page"])
    client = retailcrm.v5(fake.url, fake.key)
    client.parameters["filter"] = {"sinceId": made["id"]}
    later = await asyncio.to_thread(client.get, "/orders/history")
    assert [it["id"] for it in later.get_response()["history"]] == [moved["id"]]


async def test_it_reads_the_references(fake, call: Call):
    asked = ("sites", "statuses", "status_groups", "order_methods", "settings")
    shown = {name: (await call(name)).get_response() for name in asked}
    shown |= {name: (await call(name, {})).get_response() for name in ("users", "custom_fields")}
    assert {code: it["ordering"] for code, it in shown["sites"]["sites"].items()} == {"main": 10, "outlet": 20}
    assert shown["statuses"]["statuses"]["no-call"]["group"] == "cancel"
    assert "no-call" in shown["status_groups"]["statusGroups"]["cancel"]["statuses"]
    assert "missed-call" in shown["order_methods"]["orderMethods"]
    assert {it["id"] for it in shown["users"]["users"]} == {19, 27, 28}
    assert shown["settings"]["settings"]["timezone"]["value"] == "Europe/Moscow"
    assert shown["custom_fields"]["customFields"] == []
    assert (await call("user", 28)).get_response()["user"]["lastName"] == "Петрова"


async def test_it_makes_additional_fields_once(fake, call: Call):
    await call("custom_field_create", FIELD)
    again = await call("custom_field_create", FIELD)
    assert (again.get_status_code(), list(again.get_errors())) == (400, ["code"])
    read = (await call("custom_field", FIELD["code"], "order")).get_response()["customField"]
    assert (read["name"], read["type"]) == (FIELD["name"], "string")
    (row,) = (await call("custom_fields", {"entity": "order"})).get_response()["customFields"]
    assert row["code"] == FIELD["code"]


async def test_a_key_says_what_it_opens(fake, call: Call):
    whole = (await call("api_credentials")).get_response()
    assert whole["siteAccess"] == "access_full" and "order_write" in whole["scopes"]
    fake.issue_key("narrow", sites=("main",))
    narrow = (await call("api_credentials", key="narrow")).get_response()
    assert (narrow["siteAccess"], narrow["sitesAvailable"]) == ("access_selective", ["main"])
    assert (await call("api_versions")).get_response()["versions"] == ["3.0", "4.0", "5.0"]


async def test_what_is_refused_reaches_it_with_its_words(fake, call: Call):
    strange = await call("sites", key="wrong")
    assert (strange.is_successful(), strange.get_status_code()) == (False, 403)
    assert strange.get_error_msg() == 'Wrong "apiKey" value.'
    wrong = await call("order_create", {"status": "nowhere"}, "main")
    assert (wrong.get_status_code(), list(wrong.get_errors())) == (400, ["status"])
    assert wrong.get_error_msg() == "Errors in the entity format"
    assert (await call("order_create", {"firstName": "Анна"})).get_error_msg() == "Parameter 'site' is missing"
    elsewhere = await call("order_create", {"firstName": "Анна"}, "nowhere")
    assert (elsewhere.get_status_code(), list(elsewhere.get_errors())) == (400, ["site"])
    assert (await call("order", 1, "id")).get_status_code() == 404
    assert (await call("orders", {}, 30)).get_status_code() == 400
    fake.keys[fake.key].scopes.discard("order_write")
    denied = await call("order_create", {"firstName": "Анна"}, "main")
    assert (denied.get_status_code(), denied.get_error_msg()) == (403, "Access denied.")
    assert fake.orders() == []


async def test_a_key_of_one_store_needs_to_name_none(fake, call: Call):
    fake.issue_key("narrow", sites=("outlet",))
    made = await call("order_create", {"firstName": "Анна"}, key="narrow")
    assert made.get_response()["order"]["site"] == "outlet"
    fake.place(site="main")
    rows = (await call("orders", {}, key="narrow")).get_response()["orders"]
    assert [it["site"] for it in rows] == ["outlet"]
