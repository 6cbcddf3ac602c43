"""POST /orders/{source}: what is accepted, attached, refused."""

import json

import aiohttp
import pytest

from desk.errors import Temporary, Unknown

ARTICLE = {
    "server": {"REMOTE_ADDR": "203.0.113.7", "DB_PASSWORD": "hunter2"},
    "cookies": {"utm_source": "partner-7", "PHPSESSID": "session"},
    "post": {"name": "Анна", "phone": "8 900 123-45-67"},
}


async def test_s0_01_an_order_is_accepted_with_its_lead(web):
    status, body = await web.post("/orders/site", json={"order_id": "1001", "name": "Anna", "phone": "89001234567"})
    assert (status, body) == (202, {"lead": 17, "status": "accepted"})
    [delivery] = web.desk.orders
    assert (delivery.source, delivery.delivery_id, delivery.order.ref) == ("site", None, "1001")
    assert delivery.order.customer.phone == "89001234567"
    assert delivery.request.url == "https://desk.example.com/orders/site"


async def test_s0_16_a_ref_in_progress_is_attached(web):
    await web.post("/orders/site", json={"order_id": "1001"})
    assert await web.post("/orders/site", json={"order_id": "1001"}) == (200, {"lead": 17, "status": "attached"})


async def test_the_articles_php_body_is_understood(web):
    status, _ = await web.post("/orders/site", json=ARTICLE)
    order = web.desk.orders[0].order
    assert (status, order.customer.name, order.customer.ip) == (202, "Анна", "203.0.113.7")
    assert (order.partner_code, order.utm) == ("partner-7", {"utm_source": "partner-7"})
    assert "hunter2" not in str(order.extra) and "session" not in str(order.extra)


async def test_a_form_in_windows_1251_is_read_in_its_charset(web):
    name = "%C0%ED%ED%E0"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=windows-1251"}
    assert (await web.post("/orders/site", data=f"name={name}", headers=headers))[0] == 202
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await web.post("/orders/site", data=f"_charset_=windows-1251&name={name}", headers=headers))[0] == 202
    assert [delivery.order.customer.name for delivery in web.desk.orders] == ["Анна", "Анна"]
    assert (await web.post("/orders/site", data=f"name={name}", headers=headers))[0] == 400


async def test_php_names_of_a_form_become_lines_and_consent(web):
    fields = {
        "items[0][name]": "Diver",
        "items[0][price]": "1 200,50",
        "items[2][name]": "Strap",
        "consent[calls]": "on",
    }
    assert (await web.post("/orders/site", data=fields))[0] == 202
    order = web.desk.orders[0].order
    assert [(line.name, str(line.price)) for line in order.lines] == [("Diver", "1200.50"), ("Strap", "0")]
    assert order.consent.calls is True


async def test_a_multipart_form_keeps_the_name_of_a_file_only(web):
    form = aiohttp.FormData()
    form.add_field("name", "Анна")
    form.add_field("photo", b"\x00\xff" * 50, filename="watch.jpg", content_type="image/jpeg")
    assert (await web.post("/orders/site", data=form))[0] == 202
    order = web.desk.orders[0].order
    assert (order.customer.name, order.extra) == ("Анна", {"photo": "watch.jpg"})


async def test_an_order_nothing_is_understood_of_is_kept_for_a_person(web):
    assert (await web.post("/orders/site", json={"blurb": "call me"}))[0] == 202
    assert web.desk.orders[0].order.extra == {"blurb": "call me"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": [{"name": "x", "price": {"a": 1}}]}, "items[0].price"),
        ({"items": [{"name": "x", "price": "dear"}]}, "items[0].price"),
        ({"items": [{"name": "x"}, {"quantity": -1}]}, "items[1].quantity"),
        ({"items": "Watch"}, "items"),
        ({"phone": ["8900"]}, "phone"),
        ({"name": True}, "name"),
        ({"consent": {"calls": "perhaps"}}, "consent.calls"),
        ({"post": "x"}, "post"),
        ({"total": "-5"}, "total"),
    ],
)
async def test_a_wrong_type_is_refused_with_the_name_of_the_field(web, body, field):
    status, problem = await web.post("/orders/site", json=body)
    assert (status, problem["field"], problem["status"]) == (422, field, 422)
    assert not web.desk.orders


async def test_a_secret_of_any_rotation_opens_and_every_other_is_refused(web):
    for path, secret, expected in [
        ("/orders/site", "site-secret", 202),
        ("/orders/site", "site-secre", 401),
        ("/orders/site", "", 401),
        ("/orders/site", "секрет", 401),
        ("/orders/closed", "", 401),
        ("/orders/closed", "site-secret", 401),
        ("/orders/empty", "", 401),
        ("/orders/nobody", "site-secret", 404),
    ]:
        headers = {"Authorization": f"Bearer {secret}"}
        status, _ = await web.post(path, json={"name": "x"}, headers=headers)
        assert status == expected, (path, secret)
    status, _ = await web.ask("POST", "/orders/site", json={"name": "x"})
    assert status == 401
    assert len(web.desk.orders) == 1


async def test_a_signed_order_is_accepted_under_its_delivery_id(web):
    body = json.dumps({"name": "Анна"}).encode()
    headers = web.signed(body)
    headers["webhook-signature"] = "v1,AAAA v1a,BBBB " + headers["webhook-signature"]
    assert (await web.post("/orders/site", data=body, headers=headers))[0] == 202
    [delivery] = web.desk.orders
    assert delivery.delivery_id == "msg_1"
    assert "webhook-signature" not in delivery.request.headers


async def test_f_15_forged_signatures_are_refused(web):
    body = b'{"name":"x"}'
    good = web.signed(body)
    stamp = int(good["webhook-timestamp"])
    forged = [
        (body + b" ", good),
        (body, web.signed(body, key=b"another shop")),
        (body, web.signed(body, at=stamp - 301)),
        (body, web.signed(body, at=stamp + 301)),
        (body, good | {"webhook-id": "msg_2"}),
        (body, good | {"webhook-timestamp": str(stamp + 1)}),
        (body, good | {"webhook-timestamp": f"{stamp}.0"}),
        (body, good | {"webhook-signature": ""}),
        (body, good | {"webhook-signature": good["webhook-signature"].replace("v1,", "v2,")}),
        (body, good | {"webhook-signature": good["webhook-signature"][:-2]}),
        (body, {name: value for name, value in good.items() if name != "webhook-timestamp"}),
        (body, web.signed(body, delivery=f"msg.{stamp}")),
    ]
    for number, (sent, headers) in enumerate(forged):
        assert (await web.post("/orders/site", data=sent, headers=headers))[0] == 401, number
    for at in (stamp - 300, stamp + 300):
        assert (await web.post("/orders/site", data=body, headers=web.signed(body, at=at)))[0] != 401
    assert len(web.desk.orders) == 2


async def test_every_flipped_bit_of_a_signed_order_is_noticed(web):
    body = b'{"name":"x"}'
    headers = web.signed(body)
    for bit in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        assert (await web.post("/orders/site", data=bytes(flipped), headers=headers))[0] == 401


async def test_an_idempotency_key_is_the_delivery_id(web):
    await web.post("/orders/site", json={}, headers=web.bearer | {"Idempotency-Key": '"abc"'})
    assert web.desk.orders[0].delivery_id == '"abc"'
    for strange in ("x" * 500, "x" * 501):
        await web.post("/orders/site", json={}, headers=web.bearer | {"Idempotency-Key": strange})
    ids = {delivery.delivery_id for delivery in web.desk.orders}
    assert len(ids) == 3 and all(len(delivery_id) <= 64 for delivery_id in ids)


async def test_an_order_without_a_key_gets_a_ref_of_its_own(web):
    for _ in range(2):
        assert (await web.post("/orders/site", json={"name": "Anna"}))[0] == 202
    assert web.desk.orders[0].order.ref != web.desk.orders[1].order.ref


async def test_refs_of_a_source_may_join_phone_and_minute(web):
    headers = {"Authorization": "Bearer phone-secret"}
    for phone in ("8 (900) 123-45-67", "89001234567"):
        await web.post("/orders/byphone", json={"phone": phone}, headers=headers)
    assert {delivery.order.ref for delivery in web.desk.orders} == {"89001234567+2025-03-01T09:00"}


async def test_a_desk_that_cannot_is_answered_503_and_an_overloaded_one_429(web):
    web.desk.failure = Temporary("the disk is full", retry_after=2.5)
    async with web.http.post(web.url + "/orders/site", json={}, headers=web.bearer) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "3")
        assert answer.content_type == "application/problem+json"
    web.desk.failure = Temporary("too many orders", code="overloaded")
    assert (await web.post("/orders/site", json={}))[0] == 429
    web.desk.failure = Unknown("no idea")
    assert (await web.post("/orders/site", json={}))[0] == 500


async def test_a_bug_is_answered_500_with_an_id_that_is_in_the_log(web, caplog):
    web.desk.bug = RuntimeError("secret inside")
    status, problem = await web.post("/orders/site", json={})
    assert status == 500
    assert problem["instance"].removeprefix("urn:uuid:") in caplog.text
    assert "secret inside" not in str(problem)


async def test_the_senders_secret_is_not_kept(web):
    await web.post("/orders/site", json={"name": "x"})
    assert "site-secret" not in str(web.desk.orders[0].request)
