"""Neighbours' events, the plan of a call, Telegram's updates."""

import pytest

from desk.errors import Temporary

KEY = {"x-key": "hook-key"}
TOKEN = {"X-Telegram-Bot-Api-Secret-Token": "tg-secret"}


async def test_an_event_is_verified_kept_and_answered_as_the_neighbour_expects(web):
    assert await web.post("/hooks/smsgate", data=b"id=5", headers=KEY) == (200, "OK")
    assert await web.post("/hooks/voximplant/result", data=b"{}", headers=KEY) == (200, {"ok": True})
    [first, second] = web.desk.events
    assert first[:2] == ("smsgate", "id=5") and first[2].body == b"id=5"
    assert second[2].path == "/hooks/voximplant/result"


async def test_a_gateway_may_report_by_get(web):
    assert await web.ask("GET", "/hooks/smsgate/status?key=hook-key&id=9&id=8") == (200, "OK")
    [(_, delivery_id, request)] = web.desk.events
    assert (delivery_id, request.query, request.method) == ("9", {"key": "hook-key", "id": "9"}, "GET")
    assert request.url == "https://desk.example.com/hooks/smsgate/status?key=hook-key&id=9&id=8"


async def test_a_wrong_key_and_an_unknown_neighbour_keep_nothing(web):
    assert (await web.post("/hooks/smsgate", data=b"x", headers={"x-key": "no"}))[0] == 401
    assert (await web.post("/hooks/nobody", data=b"x", headers=KEY))[0] == 404
    assert not web.desk.events


async def test_what_cannot_be_told_apart_is_kept_under_its_digest(web):
    for body in (b"no id 1", b"no id 1", b"no id 2"):
        assert (await web.post("/hooks/smsgate", data=body, headers=KEY))[0] == 200
    ids = [delivery_id for _, delivery_id, _ in web.desk.events]
    assert ids[0] == ids[1] != ids[2] and len(ids[0]) == 64


async def test_nothing_is_answered_200_before_it_is_kept(web):
    web.desk.failure = Temporary("locked")
    assert (await web.post("/hooks/smsgate", data=b"x", headers=KEY))[0] == 503
    assert (await web.post("/telegram/tg-path", json={"update_id": 1}, headers=TOKEN))[0] == 503


async def test_the_plan_belongs_to_the_first_session_that_asks(web):
    plan = "/hooks/voximplant/plan"
    assert await web.ask("GET", f"{plan}?j=t1&s=1", headers=KEY) == (200, {"to": "+79001234567"})
    assert (await web.ask("GET", f"{plan}?j=t1&s=1", headers=KEY))[0] == 200
    assert (await web.ask("GET", f"{plan}?j=t1&s=2", headers=KEY))[0] == 409
    assert (await web.ask("GET", f"{plan}?j=unknown&s=2", headers=KEY))[0] == 404
    assert (await web.ask("GET", f"{plan}?j=t1&s=1"))[0] == 401
    assert (await web.post(plan, data=b"x", headers=KEY))[0] == 405
    status, problem = await web.ask("GET", plan, headers=KEY)
    assert (status, problem["field"]) == (422, "j")


async def test_an_update_is_kept_as_it_came(web):
    raw = b'{"update_id": 7, "message": {}}'
    headers = TOKEN | {"Content-Type": "application/json"}
    assert await web.post("/telegram/tg-path", data=raw, headers=headers) == (200, {})
    assert web.desk.updates == [(7, raw)]


@pytest.mark.parametrize(
    ("path", "headers", "body", "expected"),
    [
        ("/telegram/tg-path", {}, {"update_id": 1}, 401),
        ("/telegram/tg-path", {"X-Telegram-Bot-Api-Secret-Token": "tg-secre"}, {"update_id": 1}, 401),
        ("/telegram/other", TOKEN, {"update_id": 1}, 404),
        ("/telegram/tg-path", TOKEN, {"update_id": "1"}, 422),
        ("/telegram/tg-path", TOKEN, {"update_id": True}, 422),
        ("/telegram/tg-path", TOKEN, {"update_id": 2**63}, 422),
        ("/telegram/tg-path", TOKEN, [], 422),
    ],
)
async def test_f_15_an_update_from_elsewhere_is_refused(web, path, headers, body, expected):
    assert (await web.post(path, json=body, headers=headers))[0] == expected
    assert not web.desk.updates
