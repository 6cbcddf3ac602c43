"""The snippet that takes status messages, in a real Node, given what the desk really sends."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.signing import sign_headers
from integrations.store_webhook.adapter import write_message

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
HANDLE = """
    const kept = {ids: g.known ?? [], orders: {"1027": "new"}};
    const orders = {
      seen: async (id) => kept.ids.includes(id),
      remember: async (id) => { kept.ids.push(id); },
      setStatus: async (id, status) => id in kept.orders && Boolean(kept.orders[id] = status),
    };
    const request = new Request("https://shop.example.com/status", {method: "POST", body: g.text, headers: g.headers});
    const answer = await m.handleStatus(request, g.secret, orders);
    return [answer.status, await answer.text(), kept.orders["1027"], kept.ids];
"""


def message(order: str = "1027", late: int = 0, **changed: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    body = write_message("site", order, "shipped", now)
    headers = sign_headers(SECRET, "pair-1-3", int(now.timestamp()) - late, body) | changed
    return {"text": body.decode(), "headers": headers, "secret": SECRET}


async def test_s2_11_a_message_of_the_desk_changes_the_order(node: Any) -> None:
    assert await node("order-status.js", HANDLE, **message()) == [200, "ok", "shipped", ["pair-1-3"]]


async def test_a_message_that_comes_again_changes_nothing(node: Any) -> None:
    told = await node("order-status.js", HANDLE, known=["pair-1-3"], **message())
    assert told == [200, "known", "new", ["pair-1-3"]]


async def test_an_order_that_is_not_there_is_said_so(node: Any) -> None:
    assert (await node("order-status.js", HANDLE, **message("7")))[:3] == [404, "there is no such order", "new"]


@pytest.mark.parametrize(
    "changed",
    [
        {"late": 301},
        {"webhook-id": "pair-1-4"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1,?"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "soon"},
    ],
)
async def test_what_the_desk_has_not_signed_is_not_believed(node: Any, changed: dict[str, Any]) -> None:
    status, _, order, ids = await node("order-status.js", HANDLE, **message(**changed))
    assert (status, order, ids) == (401, "new", [])
