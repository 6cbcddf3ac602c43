"""The page's server: files, the stream of changes, the protocol's rows, and the desk behind the same address."""

import asyncio
import gzip
import json
from typing import Any

from yarl import URL

from tests.sandbox.page.conftest import Visit


async def test_the_page_needs_nothing_from_elsewhere(visit: Visit) -> None:
    async with visit.client.get(visit.url) as answer:
        page = await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    for name in ("page.js", "style.css", "icon.svg"):
        async with visit.client.get(f"{visit.url}/page/{name}") as answer:
            assert answer.status == 200


async def test_files_beside_the_page_are_not_served(visit: Visit) -> None:
    for name in ("..%2Fserver.py", "server.py", "%2e%2e/server.py"):
        async with visit.client.get(f"{visit.url}/page/{name}") as answer:
            assert answer.status == 404


async def test_the_stream_tells_only_what_changed(visit: Visit, send_sample: Any) -> None:
    async with visit.client.get(f"{visit.url}/demo/events?as=111") as stream:
        first = await next_event(stream)
        assert {"shop", "people", "chat/group", "switches", "desk"} <= set(first["sections"])
        await send_sample(phone="+79990001122")
        seen: set[str] = set()
        while "customer/9990001122" not in seen:
            event = await next_event(stream)
            seen |= set(event["sections"])
        assert "chat/group" not in seen and "shop" not in seen


async def next_event(stream: Any) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                told: dict[str, Any] = json.loads(line[6:])
                return told


async def test_the_protocol_shows_who_asked_whom_and_hides_secrets(visit: Visit) -> None:
    await visit.crm("crm.lead.add", fields={"TITLE": "A lead"})
    await visit.bot("getUpdates")
    rows = (await visit.state())["wire"]
    [row] = [one for one in rows if one["what"] == "crm.lead.add"]
    assert (row["from"], row["to"], row["status"]) == ("desk", "bitrix24", 200)
    assert not [one for one in rows if one["what"] == "getUpdates"]
    async with visit.client.get(f"{visit.url}/demo/wire/{row['n']}") as answer:
        detail = await answer.json()
    assert "A lead" in detail["asked"]
    assert "sandboxsecret" not in json.dumps(detail) and "•••" in detail["path"]


async def test_the_desk_is_reached_byte_for_byte_behind_the_pages_address(visit: Visit) -> None:
    body = gzip.compress(b'{"order_id": "1"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", "webhook-id": "m1"}
    url = URL(f"{visit.url}/orders/site?a=%2F%20b", encoded=True)
    async with visit.client.post(url, data=body, headers=headers) as answer:
        assert (answer.status, answer.headers["X-Own"]) == (202, "1")
        assert await answer.json() == {"lead": 17, "status": "accepted"}
    [got] = visit.desk.got
    assert (got.target, got.body) == ("/orders/site?a=%2F%20b", body)
    assert (got.headers["content-encoding"], got.headers["webhook-id"]) == ("gzip", "m1")
    assert got.headers["content-length"] == str(len(body))


async def test_refusals_of_the_desk_pass_untouched(visit: Visit) -> None:
    async with visit.client.get(f"{visit.url}/readyz") as answer:
        assert (answer.status, await answer.text()) == (404, "no such page of the desk")


async def test_a_desk_without_power_is_a_bad_gateway(visit: Visit) -> None:
    await visit.post("plug", {"do": "kill"})
    async with visit.client.get(f"{visit.url}/healthz") as answer:
        assert answer.status == 502
