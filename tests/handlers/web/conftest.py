"""The web side on a real port of loopback, before a desk that writes down what it is told."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web as aiohttp_web
from prometheus_client import CollectorRegistry, Counter
from pydantic import SecretStr

from desk.errors import Conflict, DeskError, NotFound, Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, PlanAsked
from desk.telephony import CallPlan, Speech
from handlers.web.desk import Accepted, Limits, OrderDelivery, Source, Surroundings, WebSettings
from handlers.web.server import build_web, open_door, serve

NOW = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
STORE_KEY = b"the signing key of a store"
SIGNED_WITH = "whsec_" + base64.b64encode(STORE_KEY).decode()


class StoppedClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RecordingDesk:
    """Keeps in memory; a ref that was seen is attached. Raises ``failure`` while one is set."""

    def __init__(self) -> None:
        self.orders: list[OrderDelivery] = []
        self.events: list[tuple[str, str, InboundRequest]] = []
        self.updates: list[tuple[int, bytes]] = []
        self.failure: DeskError | None = None
        self.bug: Exception | None = None
        self.plan_owner: dict[str, str] = {}
        self._leads: dict[tuple[str, str], int] = {}

    def _may_fail(self) -> None:
        if self.failure:
            raise self.failure
        if self.bug:
            raise self.bug

    async def accept_order(self, delivery: OrderDelivery) -> Accepted:
        self._may_fail()
        self.orders.append(delivery)
        key = (delivery.source, delivery.order.ref)
        known = key in self._leads
        lead = self._leads.setdefault(key, len(self._leads) + 17)
        return Accepted(lead, "attached" if known else "accepted")

    async def keep_event(self, integration: str, delivery_id: str, request: InboundRequest) -> None:
        self._may_fail()
        self.events.append((integration, delivery_id, request))

    async def hand_out_plan(self, asked: PlanAsked) -> CallPlan:
        self._may_fail()
        if asked.token == "unknown":
            raise NotFound("no call waits for this token")
        if self.plan_owner.setdefault(asked.token, asked.session) != asked.session:
            raise Conflict("another session has this plan")
        return CallPlan(asked.token, "+79001234567", Speech("Hello"), True, 5)

    async def keep_update(self, update_id: int, raw: bytes) -> None:
        self._may_fail()
        self.updates.append((update_id, raw))

    async def lead_json(self, lead_id: int) -> dict[str, Any]:
        self._may_fail()
        if lead_id != 17:
            raise NotFound("there is no such lead")
        return {"id": 17, "name": "Anna </script>"}


class KeyHook:
    """A neighbour that is verified by a key in a header or in the address, and reports by POST or GET."""

    name = "smsgate"
    success = b"OK"

    def verify(self, request: InboundRequest) -> None:
        if request.headers.get("x-key", request.query.get("key")) != "hook-key":
            raise Unauthorised("the key is wrong")

    def delivery_id(self, request: InboundRequest) -> str:
        if b"no id" in request.body:
            raise Rejected("there is no id in it")
        return request.query.get("id", "") or request.body.decode("latin-1")

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        raise Rejected("nothing of this neighbour is understood")


class CallHook(KeyHook):
    name = "voximplant"
    success = b'{"ok":true}'

    def ask(self, request: InboundRequest) -> PlanAsked:
        self.verify(request)
        if "j" not in request.query:
            raise Rejected("which call?", field="j")
        return PlanAsked(request.query["j"], request.query.get("s", ""))

    def answer(self, plan: CallPlan) -> bytes:
        return b'{"to":"%s"}' % plan.phone.encode()


@dataclass
class Web:
    """A served desk. ``post`` signs with the site's bearer unless told otherwise."""

    app: aiohttp_web.Application
    desk: RecordingDesk
    settings: WebSettings
    url: str
    port: int
    http: aiohttp.ClientSession
    counter: Counter
    bearer: dict[str, str] = field(default_factory=lambda: {"Authorization": "Bearer site-secret"})

    async def post(self, path: str, **how: Any) -> tuple[int, Any]:
        how.setdefault("headers", {})
        if path.startswith("/orders/") and not {"Authorization", "webhook-id"} & how["headers"].keys():
            how["headers"] = self.bearer | how["headers"]
        return await self.ask("POST", path, **how)

    async def ask(self, method: str, path: str, **how: Any) -> tuple[int, Any]:
        async with self.http.request(method, self.url + path, **how) as response:
            is_json = "json" in response.content_type
            return response.status, await (response.json(content_type=None) if is_json else response.text())

    def signed(
        self, body: bytes, delivery: str = "msg_1", at: int | None = None, key: bytes = STORE_KEY
    ) -> dict[str, str]:
        """Headers of a Standard Webhooks delivery, signed now."""
        stamp = str(int(NOW.timestamp()) if at is None else at)
        digest = hmac.new(key, f"{delivery}.{stamp}.".encode() + body, hashlib.sha256).digest()
        return {
            "webhook-id": delivery,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(digest).decode(),
            "Content-Type": "application/json",
        }

    async def send_raw(self, data: bytes, wait: float = 5) -> bytes:
        """Write bytes as they are and read until the other side closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        try:
            return await asyncio.wait_for(reader.read(), wait)
        finally:
            writer.close()


def settings_with(limits: Limits) -> WebSettings:
    return WebSettings(
        sources={
            "site": Source((SecretStr("site-secret"), SecretStr(SIGNED_WITH))),
            "closed": Source((SecretStr(""),)),
            "empty": Source(()),
            "byphone": Source((SecretStr("phone-secret"),), ("order_id", "phone+minute")),
        },
        public_url="https://desk.example.com/",
        api_token=SecretStr("api-token"),
        metrics_token=SecretStr("metrics-token"),
        telegram_path=SecretStr("tg-path"),
        telegram_secret=SecretStr("tg-secret"),
        limits=limits,
    )


Serve = Callable[..., Awaitable[Web]]


@pytest.fixture
async def start() -> AsyncIterator[Serve]:
    """Serve with the given settings; everything is closed afterwards."""
    closers: list[Callable[[], Awaitable[None]]] = []

    async def start_one(
        limits: Limits | None = None, settings: WebSettings | None = None, hooks: Any = None, **more: Any
    ) -> Web:
        desk = RecordingDesk()
        registry = CollectorRegistry()
        counter = Counter("orders", "Orders seen", registry=registry)
        settings = settings or settings_with(limits or Limits())
        call_hook = CallHook()
        around = Surroundings(
            clock=StoppedClock(),
            wall=StoppedClock(),
            hooks={"smsgate": KeyHook(), "voximplant": call_hook} | (hooks or {}),
            plan=call_hook,
            registry=registry,
            **more,
        )
        app = build_web(desk, settings, around)
        runner = await serve(app, await open_door("127.0.0.1", 0), settings.limits)
        port = runner.addresses[0][1]
        http = aiohttp.ClientSession()
        closers.extend((http.close, runner.cleanup))
        return Web(app, desk, settings, f"http://127.0.0.1:{port}", port, http, counter)

    yield start_one
    for close in closers:
        await close()


@pytest.fixture
async def web(start: Serve) -> Web:
    return await start()
