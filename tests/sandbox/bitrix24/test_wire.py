"""How a call is said: addresses, encodings, authorisation, envelope."""

import aiohttp
import pytest

from sandbox.bitrix24 import php
from sandbox.bitrix24.access import Webhook


@pytest.mark.parametrize("path", ["crm.lead.add", "crm.lead.add.json", "CRM.Lead.Add", "crm.lead.add/"])
async def test_a_method_is_found_in_any_case_with_and_without_suffix(fake, http, path):
    async with http.post(fake.webhook_url + path, json={"fields": {"TITLE": "Order"}}) as answer:
        assert answer.status == 200
        assert (await answer.json())["result"] == 1


async def test_get_with_brackets_creates_a_lead(fake, http):
    query = "fields[TITLE]=Order%20%231042&fields[PHONE][0][VALUE]=%2B79001234567&fields[PHONE][0][VALUE_TYPE]=MOBILE"
    async with http.get(f"{fake.webhook_url}crm.lead.add?{query}") as answer:
        assert answer.status == 200
    assert fake.lead(1)["TITLE"] == "Order #1042"
    assert fake.lead(1)["PHONE"] == ["+79001234567"]


async def test_form_and_multipart_speak_php_brackets(fake, http):
    form = [("fields[TITLE]", "Заказ"), ("fields[EMAIL][n0][VALUE]", "a@b.ru")]
    async with http.post(f"{fake.webhook_url}crm.lead.add", data=form) as answer:
        assert answer.status == 200
    parts = aiohttp.FormData(form, quote_fields=False)
    parts.add_field("file", b"x", filename="x.txt")
    async with http.post(f"{fake.webhook_url}crm.lead.add", data=parts) as answer:
        assert answer.status == 200
    assert [(lead["TITLE"], lead["EMAIL"]) for lead in fake.leads()] == [("Заказ", ["a@b.ru"])] * 2


async def test_body_wins_over_query_and_broken_json_is_ignored(fake, http):
    first = fake.seed("lead", TITLE="one")
    second = fake.seed("lead", TITLE="two")
    url = f"{fake.webhook_url}crm.lead.get?id={first}"
    async with http.post(url, json={"id": second}) as answer:
        assert (await answer.json())["result"]["TITLE"] == "two"
    async with http.post(url, data="{broken", headers={"Content-Type": "application/json"}) as answer:
        assert (await answer.json())["result"]["TITLE"] == "one"


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/rest/1/wrong/crm.lead.list", 401, "INVALID_CREDENTIALS"),
        ("/rest/2/sandboxsecret/crm.lead.list", 401, "INVALID_CREDENTIALS"),
        ("/rest/crm.lead.list", 401, "NO_AUTH_FOUND"),
        ("/rest/crm.lead.list?auth=unknown", 401, "NO_AUTH_FOUND"),
        ("/rest/1/sandboxsecret/crm.lead.fly", 404, "ERROR_METHOD_NOT_FOUND"),
        ("/rest/1/sandboxsecret/event.bind", 403, "WRONG_AUTH_TYPE"),
        ("/rest/1/sandboxsecret/app.info", 403, "WRONG_AUTH_TYPE"),
    ],
)
async def test_wrong_callers_are_refused_in_the_portals_words(fake, http, path, status, error):
    async with http.post(fake.url + path, json={}) as answer:
        assert answer.status == status
        assert (await answer.json())["error"] == error


async def test_a_webhook_without_the_scope_is_refused(fake, http):
    fake.webhooks.append(Webhook(1, "narrow", frozenset({"user"})))
    async with http.post(f"{fake.url}/rest/1/narrow/crm.lead.list") as answer:
        assert answer.status == 401
        assert (await answer.json())["error"] == "insufficient_scope"
    async with http.post(f"{fake.url}/rest/1/narrow/user.current") as answer:
        assert answer.status == 200


async def test_a_closed_webhook_stops_answering(fake, call):
    fake.close_webhook()
    status, body = await call("profile")
    assert (status, body["error"]) == (401, "INVALID_CREDENTIALS")


async def test_the_envelope_has_time_in_the_servers_offset(call):
    _, body = await call("crm.lead.list")
    assert body["result"] == []
    assert body["time"]["date_start"] == "2026-05-14T12:00:00+03:00"
    assert body["time"]["operating"] > 0
    assert body["time"]["operating_reset_at"] > body["time"]["start"]


async def test_errors_of_the_old_api_have_an_empty_code(call):
    assert await call("crm.lead.get", id=99) == (400, {"error": "", "error_description": "Not found"})
    status, body = await call("crm.lead.get")
    assert (status, body["error_description"]) == (400, "ID is not defined or invalid.")
    status, body = await call("crm.lead.add", fields="TITLE")
    assert (status, body["error_description"]) == (400, "Parameter 'fields' must be array.")


async def test_a_renamed_portal_answers_302_at_the_old_address(fake, http):
    old = fake.webhook_url
    await fake.rename()
    async with http.post(old + "crm.lead.add", json={"fields": {"TITLE": "x"}}, allow_redirects=False) as answer:
        assert answer.status == 302
        assert answer.headers["Location"] == fake.webhook_url + "crm.lead.add"
    assert fake.leads() == []
    async with http.post(answer.headers["Location"], json={"fields": {"TITLE": "x"}}) as answer:
        assert answer.status == 200
    await fake.unplug()
    await fake.start()
    async with http.get(old + "profile", allow_redirects=False) as answer:
        assert answer.status == 302


def test_php_arrays_are_lists_only_with_keys_in_order():
    assert php.parse_query("a[]=1&a[]=2&b[x]=1&b[0]=2&c.d=3&e[1]=1") == {
        "a": ["1", "2"],
        "b": {"x": "1", "0": "2"},
        "c_d": "3",
        "e": {"1": "1"},
    }
    assert php.empty_to_list({"a": {}, "b": {"c": [{}]}}) == {"a": [], "b": {"c": [[]]}}
    assert php.flatten({"a": {"b": [1, None]}}) == [("a[b][0]", "1"), ("a[b][1]", "")]
