"""A portal that breaks: HTML, lost answers, silence, and the truth afterwards."""

import aiohttp
import pytest

from sandbox.kit.faults import Fault


async def test_an_accepted_add_whose_answer_is_lost_leaves_a_lead(fake, call, result):
    fake.faults.add(Fault("accept_drop", "crm.lead.add"))
    with pytest.raises(aiohttp.ClientError):
        await call("crm.lead.add", fields={"TITLE": "x", "ORIGIN_ID": "1042"})
    assert len(fake.leads()) == 1
    found = await result("crm.lead.list", filter={"=ORIGIN_ID": "1042"}, select=["ID"])
    assert found == [{"ID": "1"}], "the marker shows that the lead is there"


async def test_a_dropped_add_leaves_nothing(fake, call):
    fake.break_down("drop", "crm.lead.add", times=1)
    with pytest.raises(aiohttp.ClientError):
        await call("crm.lead.add", fields={"TITLE": "x"})
    assert fake.leads() == []


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("rate", 503, "QUERY_LIMIT_EXCEEDED"),
        ("operating", 429, "OPERATION_TIME_LIMIT"),
        ("overload", 503, "OVERLOAD_LIMIT"),
        ("internal", 500, "INTERNAL_SERVER_ERROR"),
        ("ok_with_error", 200, "ERROR_UNEXPECTED_ANSWER"),
    ],
)
async def test_breakdowns_speak_the_portals_words_until_mended(fake, call, kind, status, error):
    fake.break_down(kind)
    for _ in range(2):
        answered, body = await call("crm.lead.list")
        assert (answered, body["error"]) == (status, error)
    fake.mend()
    assert (await call("crm.lead.list"))[0] == 200


async def test_an_overloaded_portal_answers_html(fake, http):
    fake.break_down("html", "crm.*", times=1)
    async with http.post(fake.webhook_url + "crm.lead.list") as answer:
        assert (answer.status, answer.content_type) == (500, "text/html")


async def test_a_lost_html_answer_has_done_the_work(fake, http):
    fake.break_down("lost_html", "batch", times=1)
    async with http.post(fake.webhook_url + "batch", json={"cmd": {"a": "crm.lead.add?fields[TITLE]=x"}}) as answer:
        assert answer.status == 502
    assert len(fake.leads()) == 1


async def test_the_token_server_breaks_alone(fake, http, call):
    fake.break_down("unavailable", "oauth.token")
    async with http.get(f"{fake.auth_url}/oauth/token/") as answer:
        assert answer.status == 503
    assert (await call("profile"))[0] == 200


async def test_the_history_names_the_method_and_the_event(fake, result):
    await result("CRM.lead.ADD.json", fields={"TITLE": "x"})
    (asked,) = fake.history.find("bitrix24", "request", operation="crm.lead.add")
    assert asked.data["method"] == "POST"
    assert fake.history.find("bitrix24", "event", event="ONCRMLEADADD", id="1")
