"""Keys, encodings, pages, limits and the shapes of PHP."""

import asyncio
import json

import aiohttp
import pytest

from tests.sandbox.retailcrm.conftest import Ask


async def test_a_key_that_is_wrong_or_missing_is_refused_in_the_crms_words(fake, http, ask: Ask):
    wrong = (403, {"success": False, "errorMsg": 'Wrong "apiKey" value.'})
    assert await ask("v5/orders", key="nobody's") == wrong
    async with http.get(f"{fake.url}/api/v5/orders") as answer:
        assert (answer.status, (await answer.json())["errorMsg"]) == (403, '"apiKey" is missing.')
    async with http.get(f"{fake.url}/api/v5/orders", params={"apiKey": fake.key}) as answer:
        assert answer.status == 200
    fake.revoke()
    assert await ask("v5/orders") == wrong


async def test_a_right_that_a_key_lacks_is_denied(fake, ask: Ask, post: Ask):
    fake.keys[fake.key].scopes -= {"custom_fields_write", "customer_read"}
    assert (await ask("v5/customers"))[1]["errorMsg"] == "Access denied."
    status, told = await post("custom-fields/order/create", "customField", {"code": "a", "name": "A"})
    assert (status, told["errorMsg"]) == (403, "Access denied.")


async def test_a_json_body_is_not_the_form_that_is_expected(fake, http):
    headers = {"X-API-KEY": fake.key}
    async with http.post(f"{fake.url}/api/v5/orders/create", json={"order": {}}, headers=headers) as answer:
        assert answer.status == 400
    assert fake.orders() == []


@pytest.mark.parametrize("path", ["v5/nothing", "v4/orders", "orders"])
async def test_an_unknown_method_is_named_as_such(ask: Ask, path: str):
    assert await ask(path) == (404, {"success": False, "errorMsg": "API method not found"})


async def test_pages_are_of_20_50_or_100_in_no_order_and_hold_every_record_once(fake, ask: Ask):
    numbers = {fake.seed_customer(f"7900000{n:04}") for n in range(45)}
    seen: list[int] = []
    for page in (1, 2, 3):
        _, told = await ask("v5/customers", page=page)
        seen += [it["id"] for it in told["customers"]]
        counts = {"limit": 20, "totalCount": 45, "currentPage": page, "totalPageCount": 3}
        assert told["pagination"] == counts
    assert set(seen) == numbers
    assert len(seen) == 45
    assert seen != sorted(seen)
    fake.seed = 1
    assert [it["id"] for it in (await ask("v5/customers"))[1]["customers"]] != seen[:20]
    for limit in (0, 10, 250):
        assert (await ask("v5/customers", limit=limit))[0] == 400
    assert (await ask("v5/customers", page=0))[0] == 400


async def test_the_eleventh_request_of_any_second_is_503(fake, ask: Ask):
    fake.limit.enabled = True
    fake.issue_key("another")
    answers = await asyncio.gather(*(ask("credentials") for _ in range(13)))
    assert sorted(status for status, _ in answers) == [200] * 10 + [503] * 3
    assert {told["errorMsg"] for status, told in answers if status == 503} == {"Rate limit exceeded"}
    assert (await ask("credentials", key="another"))[0] == 200, "the limit is each key's own"
    assert (fake.limit.refused, fake.limit.peak) == (3, 10)
    await asyncio.sleep(1.02)
    assert (await ask("credentials"))[0] == 200


async def test_an_empty_map_is_a_list_and_a_filled_one_a_map(fake, ask: Ask):
    fake.make_field("seen")
    number = fake.place()
    _, told = await ask(f"v5/orders/{number}", by="id")
    assert (told["order"]["customFields"], told["order"]["payments"]) == ([], [])
    fake.mark(number, "seen", "yes")
    _, told = await ask(f"v5/orders/{number}", by="id")
    assert told["order"]["customFields"] == {"seen": "yes"}


async def test_errors_are_an_object_or_a_list(fake, post: Ask):
    status, told = await post("orders/create", "order", {"status": "nowhere"}, site="main")
    assert (status, told["errors"]) == (400, {"status": "The selected status is invalid."})
    fake.errors_as_list = True
    assert (await post("orders/create", "order", {"status": "nowhere"}, site="main"))[1]["errors"] == [
        "The selected status is invalid."
    ]


async def test_with_several_stores_behind_a_key_the_store_must_be_named(fake, post: Ask):
    assert (await post("orders/create", "order", {"phone": "1"}))[1]["errorMsg"] == "Parameter 'site' is missing"
    fake.issue_key(fake.key, sites=("outlet",))
    status, told = await post("orders/create", "order", {"phone": "1"})
    assert (status, told["order"]["site"]) == (201, "outlet")
    assert (await post("orders/create", "order", {"phone": "1"}, site="main"))[0] == 400


async def test_a_page_in_place_of_an_answer_and_half_an_answer_can_be_ordered(fake, http, ask: Ask):
    fake.break_down("html", "orders", times=1)
    async with http.get(f"{fake.url}/api/v5/orders", headers={"X-API-KEY": fake.key}) as answer:
        assert (answer.status, answer.content_type) == (500, "text/html")
    fake.break_down("lost", "customers/create", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        data = {"customer": json.dumps({"firstName": "Анна"}), "site": "main"}
        await http.post(f"{fake.url}/api/v5/customers/create", data=data, headers={"X-API-KEY": fake.key})
    assert [it["firstName"] for it in fake.customers()] == ["Анна"]
    assert (await ask("v5/orders"))[0] == 200
