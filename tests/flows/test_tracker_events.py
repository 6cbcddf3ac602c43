"""A cabinet of the call tracker without a CRM to fill: whatever it sends is kept, read and does no harm."""

import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC

import pytest

from sandbox.calltouch.fake import CalltouchFake
from sandbox.calltouch.webhooks import Webhook
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from tests.flows.conftest import NOON, OpenScene
from tests.flows.scene import Scene

SECRET = "a-long-secret-of-ours"
KINDS = ("call", "request", "chat")
Row = tuple[str, str, int | None]
Connect = Callable[[], Awaitable[Scene]]


@pytest.fixture
async def cabinet() -> AsyncIterator[CalltouchFake]:
    found = CalltouchFake(WorldClock(NOON.astimezone(UTC), speed=0), History())
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def connect(open_scene: OpenScene, cabinet: CalltouchFake) -> Connect:
    async def open_one() -> Scene:
        told = {"api_url": cabinet.url, "site_id": 12345, "token": cabinet.token, "webhook_secret": SECRET}
        scene = await open_scene(calltouch=told)
        for method in ("POST", "GET"):
            address = f"{scene.desk.url}/hooks/calltouch/{SECRET}"
            cabinet.webhooks += [Webhook(kind, f"{address}/{kind}", method, begins=True) for kind in KINDS]
        return scene

    return open_one


def inbox(scene: Scene) -> list[Row]:
    with sqlite3.connect(scene.database) as file:
        return list(file.execute("SELECT request, outcome, handled_at FROM inbox WHERE source = 'hooks/calltouch'"))


async def test_every_event_is_taken_read_once_and_leaves_the_secret_nowhere(
    connect: Connect, cabinet: CalltouchFake
) -> None:
    scene = await connect()
    call = cabinet.begin_call("79001234567")
    cabinet.end_call(call)
    cabinet.send_form("Обратный звонок", "Пётр", "79001234567")
    cabinet.chat("Пётр", email="a@example.com")
    cabinet.test_webhooks()
    await cabinet.settle()
    assert {it.data["status"] for it in cabinet.history.find("calltouch", "webhook")} == {200}
    rows = await scene.until(lambda: (found := inbox(scene)) and all(it[2] for it in found) and found)
    assert len(rows) == 7, "the beginning and the end of a call, a request, a chat, a test of each kind"
    assert all(outcome and not outcome.startswith("given up") for _, outcome, _ in rows)
    assert sum("not followed here" in outcome for _, outcome, _ in rows) == 3, "a call, a request, a chat"
    assert {json.loads(head)["path"].rpartition("/")[0] for head, _, _ in rows} == {"/hooks/calltouch/***"}
    assert SECRET.encode() not in b"".join(it.read_bytes() for it in scene.database.parent.glob("flow.db*"))


async def test_a_stranger_is_turned_away_and_nothing_is_kept(connect: Connect) -> None:
    scene = await connect()
    for method in ("GET", "POST"):
        answer = await scene.web.request(method, "/hooks/calltouch/another/call?id=1&callerphone=79001234567")
        assert answer.status_code == 401 and SECRET not in answer.text
    assert inbox(scene) == []
