"""The JavaScript snippets in a real Node, against a real HTTP server."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.kit.faults import Fault
from sandbox.kit.listener import Listener, Received

KEY = bytes(range(200, 232))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
UUID = "0b6f3d0e-6d0f-4f0e-9a53-2f8f3e1c7a11"
NAMES = [
    "Жанна д'Арк",
    'Пётр "Пит" Смирнов',
    "$(reboot) `id` ${HOME}",
    "Анна\r\nСмирнова\u2028",
    "Оля 🎁 ⌚",
    "\\' -- %00 </script>",
]

SEND = "return m.sendOrder(g.id, m.buildOrder(g.id, g.fields, g.visitor ?? {}), {url: g.url, secret: g.secret});"
SEND_ALL = """
    for (const [n, name] of g.names.entries())
      await m.sendOrder(`${n}`, m.buildOrder(`${n}`, {name}, {}), {url: g.url, secret: g.secret});
"""
FAIL = "try { await (async () => {" + SEND + "})(); } catch (trouble) { return trouble.message; }"
HANDLE = """
    const request = new Request("https://shop.example.com/order", {
      method: "POST", body: g.sent, headers: {cookie: g.cookie, "user-agent": "Firefox"}});
    const answer = await m.handleOrder(request, {RINGDESK_URL: g.url, RINGDESK_SECRET: g.secret}, "203.0.113.33");
    return [answer.status, await answer.json()];
"""


def is_signed(received: Received, key: bytes = KEY) -> bool:
    headers = received.headers
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.body
    expected = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == expected and abs(int(headers["webhook-timestamp"]) - time.time()) < 60


async def test_x_the_signature_verifies_and_only_with_the_right_key(node: Any, desk: Listener) -> None:
    answer = await node("order-form.js", SEND, id="1027", fields={"name": "Анна"}, url=desk.url, secret=SECRET)
    (received,) = desk.received
    assert answer == {"lead": 17, "status": "accepted"}
    assert is_signed(received)
    assert not is_signed(received, KEY[::-1])
    assert "." not in received.headers["webhook-id"]


async def test_s0_13_any_name_arrives_untouched_and_signed(node: Any, desk: Listener) -> None:
    await node("order-form.js", SEND_ALL, names=NAMES, url=desk.url, secret=SECRET)
    assert [json.loads(received.body)["post"]["name"] for received in desk.received] == NAMES
    assert all(map(is_signed, desk.received))


async def test_only_campaign_cookies_leave_the_shop(node: Any, desk: Listener) -> None:
    visitor = {
        "ip": "203.0.113.33",
        "userAgent": "Firefox",
        "cookie": "SESSION=s3cr3t; utm_source=blog%2Danna; utm_term=100%; xutm_a=1",
    }
    fields = {"order_id": "forged", "phone": "89990000000"}
    await node("order-form.js", SEND, id="1027", fields=fields, visitor=visitor, url=desk.url, secret=SECRET)
    assert json.loads(desk.received[0].body) == {
        "server": {"REMOTE_ADDR": "203.0.113.33", "HTTP_USER_AGENT": "Firefox"},
        "cookies": {"utm_source": "blog-anna", "utm_term": "100%"},
        "post": {"order_id": "1027", "phone": "89990000000"},
    }


async def test_a_temporary_failure_is_tried_again_under_the_same_id(node: Any, desk: Listener) -> None:
    desk.faults.add(Fault("drop", "hook"))
    desk.faults.add(Fault("accept_status", "hook", status=503))
    await node("order-form.js", SEND, id="1027", fields={}, url=desk.url, secret=SECRET)
    first, second = desk.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert is_signed(second)


async def test_a_refusal_is_told_at_once_without_the_secret(node: Any, desk: Listener) -> None:
    desk.status = 401
    message = await node("order-form.js", FAIL, id="1027", fields={}, url=desk.url, secret=SECRET)
    assert (message, len(desk.received)) == ("order 1027 was not taken, HTTP status 401", 1)


async def test_a_secret_that_cannot_sign_is_named(node: Any, desk: Listener) -> None:
    message = await node("order-form.js", FAIL, id="1027", fields={}, url=desk.url, secret="plain")
    assert "whsec_" in message
    assert desk.received == []


@pytest.mark.parametrize(
    ("key", "desk_status", "expected"), [(UUID, 202, 202), (UUID, 422, 503), ("../1", 202, 400), (None, 202, 400)]
)
async def test_the_serverless_function_answers_the_page(
    node: Any, desk: Listener, key: str | None, desk_status: int, expected: int
) -> None:
    desk.status = desk_status
    sent = json.dumps({"name": "Анна", "order_key": key})
    status, answer = await node("order-form.js", HANDLE, sent=sent, cookie="utm_source=a", url=desk.url, secret=SECRET)
    assert (status, answer.get("taken", False)) == (expected, expected == 202)
    if expected == 202:
        assert json.loads(desk.received[0].body)["post"] == {"name": "Анна", "order_id": UUID}


@pytest.mark.parametrize("sent", ["", "null", "{", "[]"])
async def test_the_serverless_function_refuses_what_no_page_of_ours_sends(node: Any, desk: Listener, sent: str) -> None:
    status, _ = await node("order-form.js", HANDLE, sent=sent, cookie="", url=desk.url, secret=SECRET)
    assert (status, desk.received) == (400, [])


async def test_the_page_posts_to_the_shops_own_backend(node: Any, desk: Listener) -> None:
    body = "return m.postOrder(g.url, {name: g.name}, m.newKey());"
    assert await node("order-form.browser.js", body, url=desk.url + "/order", name=NAMES[3]) is True
    (received,) = desk.received
    sent = json.loads(received.body)
    assert (sent["name"], len(sent["order_key"]), received.target) == (NAMES[3], 36, "/order")
    assert not {"authorization", "webhook-signature"} & set(received.headers)
    await desk.unplug()
    assert await node("order-form.browser.js", body, url=desk.url, name="") is False


async def test_a_double_click_is_the_same_order_and_the_next_one_is_new(node: Any, desk: Listener) -> None:
    body = """
        let submit; const button = {disabled: false}; const seen = [];
        globalThis.FormData = class { *[Symbol.iterator]() { yield ["name", "Анна"]; } };
        const form = {action: g.url, querySelector: () => button, addEventListener: (_, take) => { submit = take; }};
        m.attach(form, (taken) => seen.push([taken, button.disabled]));
        const event = {preventDefault() {}};
        await Promise.all([submit(event), submit(event)]);
        await submit(event);
        return seen;
    """
    seen = await node("order-form.browser.js", body, url=desk.url)
    first, second, third = (json.loads(received.body)["order_key"] for received in desk.received)
    assert (first == second, third == first) == (True, False)
    assert seen == [[True, False]] * 3


def test_the_page_knows_no_secret(snippets: Path) -> None:
    text = (snippets / "order-form.browser.js").read_text(encoding="utf-8")
    assert not any(word in text for word in ("whsec_", "Bearer", "RINGDESK_SECRET", "/orders/"))


KEEP = """
    const jar = {};
    const set = m.keepPartner({search: g.search}, jar);
    return [set, jar.cookie ?? null];
"""


async def test_s0_24_whoever_comes_by_a_partners_link_is_remembered(node: Any) -> None:
    search = "?utm_source=partner42&utm_campaign=%D0%9B%D0%B5%D1%82%D0%BE%3B%20x&other=1"
    cookies, last = await node("order-form.browser.js", KEEP, search=search)
    assert [it.split(";")[0] for it in cookies] == [
        "utm_source=partner42",
        "utm_campaign=%D0%9B%D0%B5%D1%82%D0%BE%3B%20x",
    ]
    assert last.endswith("path=/; max-age=2592000; samesite=lax")


async def test_s0_24_an_ordinary_visit_sets_nothing(node: Any) -> None:
    assert await node("order-form.browser.js", KEEP, search="?q=watches") == [[], None]
