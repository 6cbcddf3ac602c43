"""F-05 through the real door: signed reports over HTTP, for a running desk, a kept inbox and a real file."""

import asyncio
import hashlib
import hmac
import itertools
import json
import sqlite3
from contextlib import closing
from typing import Any

from sandbox.kit.faults import Fault
from sandbox.world import access
from tests.faults.line import FULL, Line
from tests.flows.conftest import OpenScene, open_scene  # noqa: F401 - a fixture
from tests.flows.scene import Scene

STARTED = json.dumps(
    {
        "result": 1,
        "media_session_access_url": "http://127.0.0.1:9/s1",
        "media_session_access_secure_url": "https://127.0.0.1:9/s1",
        "call_session_history_id": 501,
    }
)
FIRST, SECOND = 501, 502  # telephony sessions; the first is the one our start request brought about
STEPS = {
    "plan": ("plan", FIRST, ""),
    "other plan": ("plan", SECOND, ""),
    "answered": ("report", FIRST, "answered"),
    "busy": ("report", FIRST, "busy"),
    "failed elsewhere": ("report", SECOND, "failed"),
    "answered again": ("report", FIRST, "answered"),
}
STATUSES = {"answered": "reached", "busy": "waiting_retry", "failed": "manual"}
STRANGERS = ("999-1-12345678", "1-99-12345678", "1-1-00000000", "no token", "0-0-0", "9" * 63, "-1--1-x", "1-1-")


class Telephony:
    """Our scenario's requests, signed, as any number of sessions would send them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    async def ask_plan(self, token: str, session: int) -> int:
        headers = {"X-Sign": _sign(token.encode())}
        answer = await self.scene.web.get("/hooks/voximplant/plan", params={"j": token, "s": session}, headers=headers)
        return answer.status_code

    async def report(self, token: str, session: int, status: str, **changed: Any) -> int:
        body = json.dumps({"job": token, "session_id": session, "status": status, "talk_s": 4} | changed).encode()
        moment = str(int(self.scene.world.clock.now().timestamp()))
        headers = {"X-Ts": moment, "X-Sign": _sign(moment.encode() + b"." + body), "Content-Type": "application/json"}
        answer = await self.scene.web.post("/hooks/voximplant/result", content=body, headers=headers)
        return answer.status_code


def _sign(message: bytes) -> str:
    return hmac.new(access.CALLBACK_SECRET.encode(), message, hashlib.sha256).hexdigest()


def look(scene: Scene, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(scene.database)) as file:
        return file.execute(statement, values).fetchall()


async def read_up(scene: Scene) -> None:
    unread = "SELECT 1 FROM inbox WHERE handled_at IS NULL"
    await scene.until(lambda: not look(scene, unread), "an inbox that is read up")


async def open_quiet_town(open_scene: OpenScene) -> Scene:  # noqa: F811
    """Telephony takes every request and then leaves the field to the test."""
    scene = await open_scene(speed=1.0, calls={"consent": "assumed"}, crm={"use": ""})
    taken = Fault("status", "StartScenarios", times=None, status=200, body=STARTED, content_type="application/json")
    scene.world.voximplant.faults.add(taken)
    return scene


async def ring(scene: Scene, number: int) -> tuple[int, str]:
    """The lead and the token of a call that is under way."""
    lead_id = await scene.order(f"A-{number}", phone=f"+7916{number:07}")
    await scene.when(lead_id, lambda lead: lead["calls"] and lead["calls"][0]["provider_id"])
    ((body,),) = look(scene, "SELECT body FROM lead WHERE id = ?", lead_id)
    return lead_id, json.loads(body)["calls"][0]["token"]


async def test_f_05_reports_in_every_order_through_the_door(line: Line, open_scene: OpenScene) -> None:  # noqa: F811
    """Every report is answered 2xx, the plan is given to one session, the first report of it decides, one SMS goes."""
    scene = await open_quiet_town(open_scene)
    orders = list(itertools.permutations(STEPS, 4)) if FULL else list(itertools.permutations(STEPS, 3))[::12]
    for number, order in enumerate(orders):
        lead_id, token = await ring(scene, number)
        status, sms = await live_through(line, scene, order, token)
        lead = await scene.when(lead_id, lambda it: all(sms["status"] != "planned" for sms in it["messages"]))
        line.case()
        line.expect(lead["status"] == status, f"{order}: {lead['status']}, not {status}")
        line.expect(len(lead["messages"]) == sms, f"{order}: {lead['messages']}")
        line.expect(len(lead["calls"]) == 1, f"{order}: {len(lead['calls'])} calls")


async def live_through(line: Line, scene: Scene, order: tuple[str, ...], token: str) -> tuple[str, int]:
    """The status that must come of it, and how many SMS."""
    telephony, holder, result, known = Telephony(scene), 0, "", 0
    for name in order:
        what, session, status = STEPS[name]
        ours = holder in (0, session)
        if what == "plan":
            expected = 200 if ours and not result else 409
            answered = await telephony.ask_plan(token, session)
            line.expect(answered == expected, f"{order}: {name} was answered {answered}")
            holder = session if expected == 200 else holder
            continue
        known += 1
        answered = await telephony.report(token, session, status, played=bool(known % 2))
        line.expect(200 <= answered < 300, f"{order}: {name} was answered {answered}")
        await read_up(scene)
        if ours and not result:
            holder, result = session, status
    return STATUSES.get(result, "calling"), int(result == "answered")


async def test_f_05_reports_about_strangers_are_answered_and_listed(line: Line, open_scene: OpenScene) -> None:  # noqa: F811
    """Unknown calls, leads and shapes of tokens: 2xx, kept with the reason, and nothing moves."""
    scene = await open_quiet_town(open_scene)
    telephony, (lead_id, _token) = Telephony(scene), await ring(scene, 1)
    before = await scene.lead(lead_id)
    for stranger in STRANGERS:
        answered = await telephony.report(stranger, 7, "answered")
        line.case()
        line.expect(200 <= answered < 300, f"{stranger}: {answered}")
    await read_up(scene)
    listed = look(scene, "SELECT outcome FROM inbox WHERE source = 'hooks/voximplant'")
    line.expect(len(listed) == len(STRANGERS), f"{len(listed)} of {len(STRANGERS)} are listed")
    line.expect(all(it.startswith(("ignored:", "given up:")) for (it,) in listed), f"{listed}")
    await asyncio.sleep(0.1)
    line.expect(await scene.lead(lead_id) == before, "a stranger's report moved a lead")
