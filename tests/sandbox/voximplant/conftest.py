"""A fake Voximplant, and a desk on real HTTP that its sessions talk to."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.voximplant.fake import VoximplantFake
from tests.serving import serve

SECRET = "callback-secret"


@dataclass
class StubDesk:
    """Hands out one plan and keeps reports; refuses what is not signed well."""

    clock: WorldClock
    url: str = ""
    plan: dict[str, Any] = field(
        default_factory=lambda: {
            "to": "79990000000",
            "from": "74950000000",
            "text": "Здравствуйте",
            "amd": True,
            "wait_key_s": 0,
            "of_a_later_version": 1,
        }
    )
    plan_answers: list[int] = field(default_factory=list)  # statuses before the plan is given
    report_answers: list[int] = field(default_factory=list)
    plans: list[dict[str, str]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    callbacks: list[dict[str, Any]] = field(default_factory=list)

    async def give_plan(self, request: web.Request) -> web.Response:
        self.plans.append(dict(request.query))
        if not _signed(request, request.query["j"].encode()):
            return web.Response(status=401)
        if self.plan_answers:
            return web.Response(status=self.plan_answers.pop(0))
        return web.json_response(self.plan)

    async def take_report(self, request: web.Request) -> web.Response:
        raw = await request.read()
        stamp = request.headers["X-Ts"]
        if not _signed(request, stamp.encode() + b"." + raw):
            return web.Response(status=401)
        if self.report_answers:
            return web.Response(status=self.report_answers.pop(0))
        self.stamps.append(int(stamp))
        self.reports.append(json.loads(raw))
        return web.Response()

    async def take_callback(self, request: web.Request) -> web.Response:
        self.callbacks.extend((await request.json())["callbacks"])
        return web.Response()


def _signed(request: web.Request, message: bytes) -> bool:
    expected = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(request.headers["X-Sign"], expected)


@dataclass
class Client:
    """Asks the fake the way a plain HTTP client does, by API key."""

    fake: VoximplantFake
    http: aiohttp.ClientSession

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        account = self.fake.account
        form = {"account_id": account.account_id, "api_key": account.api_key, **params}
        data = {name: str(value) for name, value in form.items()}
        async with self.http.post(f"{self.fake.url}/platform_api/{method}", data=data) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def fail(self, method: str, **params: object) -> int:
        return int((await self.ask(method, **params))["error"]["code"])

    async def start(self, token: str = "c_1") -> dict[str, Any]:
        data = json.dumps({"j": token})
        return await self.ask("StartScenarios", rule_id=self.fake.rule.rule_id, script_custom_data=data)

    async def call(self, token: str = "c_1") -> dict[str, Any]:
        """Start a session and wait until it has ended and reported; the answer of StartScenarios."""
        answer = await self.start(token)
        await self.wait("reported", session=answer["call_session_history_id"])
        return answer

    async def wait(self, what: str, times: int = 1, **data: Any) -> None:
        history = self.fake.history
        await history.wait_for(lambda: len(history.find("voximplant", what, **data)) >= times, timeout=5)


@pytest.fixture
def clock() -> WorldClock:
    return WorldClock(speed=200)


@pytest.fixture
async def desk(clock: WorldClock) -> AsyncIterator[StubDesk]:
    stub = StubDesk(clock)
    app = web.Application()
    app.router.add_get("/hooks/voximplant/plan", stub.give_plan)
    app.router.add_post("/hooks/voximplant/result", stub.take_report)
    app.router.add_post("/account", stub.take_callback)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stub.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield stub
    await runner.cleanup()


@pytest.fixture
async def fake(clock: WorldClock, desk: StubDesk) -> AsyncIterator[VoximplantFake]:
    async with serve(VoximplantFake(clock, History())) as made:
        made.secrets["RINGDESK_URL"] = desk.url
        made.secrets["RINGDESK_SECRET"] = SECRET
        yield made


@pytest.fixture
def client(fake: VoximplantFake, http: aiohttp.ClientSession) -> Client:
    return Client(fake, http)
