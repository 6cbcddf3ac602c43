"""The Corezoid address: a shop's existing script changes its host and nothing else."""

import pytest

from desk.errors import Temporary

PATH = "/api/1/json/public/31754/site-secret"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DATA = {
    "server": {"REMOTE_ADDR": "203.0.113.7"},
    "cookies": {"utm_source": "p7"},
    "post": {"name": "Anna", "phone": "89001234567"},
}


def create(**more):
    return {"ref": "203.0.113.7", "type": "create", "obj": "task", "conv_id": "31754", "data": DATA} | more


async def test_s0_16_the_articles_curl_is_answered_as_by_corezoid(web):
    """curl --data says it sends a form; the customer's address is the ref."""
    body = (
        b'{"ops":[{"ref":"203.0.113.7","type":"create","obj":"task","conv_id":"31754","data":{"server":'
        b'{"REMOTE_ADDR":"203.0.113.7"},"cookies":[],"post":{"name":"Anna","phone":"89001234567"}}}]}'
    )
    expected = {"id": "", "proc": "ok", "obj": "task", "ref": "203.0.113.7", "obj_id": f"{17:024x}"}
    for _ in range(2):
        status, answer = await web.post(PATH, data=body, headers=FORM)
        assert (status, answer) == (200, {"request_proc": "ok", "ops": [expected]})
    order = web.desk.orders[0].order
    assert (order.source, order.ref, order.customer.name) == ("site", "203.0.113.7", "Anna")


async def test_any_conv_id_and_both_versions_are_taken(web):
    for path in ("/api/2/json/public/1/site-secret", "/api/1/json/public/any/phone-secret"):
        assert (await web.post(path, json={"ops": [create()]}))[0] == 200
    assert [delivery.source for delivery in web.desk.orders] == ["site", "byphone"]


async def test_a_plain_object_is_a_task(web):
    status, answer = await web.post(PATH, json={"order_id": "9", "name": "Anna"})
    assert (status, answer["ops"][0]["proc"], answer["ops"][0]["ref"]) == (200, "ok", "9")


async def test_a_bad_operation_spoils_only_itself(web):
    bad = [
        create(id="a", type="modify"),
        create(id="b", obj="conv"),
        create(id="c", data={"items": [{"price": "dear"}]}),
        create(id="d", data="text"),
        "no object",
        create(id="e", ref={"a": 1}),
    ]
    status, answer = await web.post(PATH, json={"ops": [create(id="1", ref="r1"), *bad, create(id="2", ref="r2")]})
    assert (status, answer["request_proc"]) == (200, "ok")
    assert [op["proc"] for op in answer["ops"]] == ["ok", *["error"] * len(bad), "ok"]
    assert answer["ops"][3]["key"] == "items[0].price"
    assert [op["id"] for op in answer["ops"]] == ["1", "a", "b", "c", "d", "", "e", "2"]
    assert all(op["description"] for op in answer["ops"] if op["proc"] == "error")
    assert [delivery.order.ref for delivery in web.desk.orders] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (PATH, b"", 400),
        (PATH, b"{", 400),
        (PATH, b"a=1", 400),
        (PATH, b"[" * 100_000, 400),
        (PATH, b'{"ops": []}', 400),
        (PATH, b'{"ops": {}}', 400),
        (PATH, b'{"ops": [' + b"1," * 100 + b"1]}", 400),
        (PATH, b"[]", 422),
        (PATH, b'"' + b"x" * 2**20 + b'"', 413),
        ("/api/1/json/public/31754/wrong", b"{}", 401),
    ],
)
async def test_a_refusal_wears_the_envelope(web, path, body, expected):
    status, answer = await web.post(path, data=body, headers=FORM)
    assert (status, answer["request_proc"], answer["ops"][0]["proc"]) == (expected, "error", "error")
    assert not web.desk.orders


async def test_a_desk_that_cannot_take_any_is_503_and_may_be_asked_again(web):
    web.desk.failure = Temporary("locked", retry_after=1)
    status, answer = await web.post(PATH, json={"ops": [create()]})
    assert (status, answer["request_proc"], answer["ops"][0]["description"]) == (503, "error", "locked")


async def test_the_hash_is_not_kept_and_nothing_is_echoed_unescaped(web):
    async with web.http.post(web.url + PATH, json={"ops": [create(ref="<script>&")]}) as answer:
        text = await answer.text()
        assert "<script>" not in text and (await answer.json())["ops"][0]["ref"] == "<script>&"
    request = web.desk.orders[0].request
    assert "site-secret" not in str(request)
    assert request.url == "https://desk.example.com/api/1/json/public/***"
