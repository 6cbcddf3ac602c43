"""The cabinet on its own port, and the hands of its visitors."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from sandbox.calltouch import deals, lists
from sandbox.calltouch.cabinet import COMPLETED, LOST, Cabinet, Call, Chat, Deal, Form, Visit
from sandbox.calltouch.limits import Limit
from sandbox.calltouch.refusals import HELP, Refusal, bad, help_page
from sandbox.calltouch.webhooks import Pairs, Webhook, describe, templates
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.kit.history import History

LISTS = "/calls-service/RestAPI"
DEALS = "/lead-service/v1/api/client-order"
OPERATIONS = {"calls": "calls", "requests": "requests", "orders": "orders", "create": "create", "update": "update"}
PATIENCE = 5  # real seconds that a webhook waits for an answer
_TROUBLE: dict[str, dict[str, Any]] = {
    "html": {"do": "status", "status": 200, "body": HELP},
    "unavailable": {"do": "status", "status": 503, "body": HELP},
    "internal": {"do": "status", "status": 500, "body": '{"message":"Internal error"}'},
    "rate": {"do": "status", "status": 429, "body": "{}", "headers": {"Retry-After": "1"}},
    "forbidden": {"do": "status", "status": 403, "body": '{"message":"Forbidden"}'},
    "drop": {"do": "drop"},
    "lost": {"do": "accept_drop"},
    "lost_html": {"do": "accept_status", "status": 502, "body": HELP},
    "cut": {"do": "cut"},
}


class CalltouchFake(Fake):
    """Knobs: ``limits_enabled``, ``limit``, ``deepest`` (minutes a search may reach), ``webhooks``, ``faults``.

    State in ``cabinet``; visitors ``ring``, ``send_form`` and ``chat``, and every fitting webhook is sent once.
    """

    name = "calltouch"

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        *,
        site_id: int = 12345,
        token: str = "sandboxcalltouchtoken",  # noqa: S107  a fake's password
        zone: str = "Europe/Moscow",
    ) -> None:
        super().__init__(clock, history)
        self.token = token
        self.cabinet = Cabinet(clock.now, site_id, ZoneInfo(zone))
        self.webhooks: list[Webhook] = []
        self.limit = Limit()
        self.limits_enabled = True
        self.deepest: int | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{LISTS}/{{site}}/calls-diary/calls", self._lists(lists.list_calls)),
            web.get(f"{LISTS}/requests", self._lists(lists.list_requests)),
            web.get(f"{LISTS}/{{site}}/orders-diary/orders", self._lists(lists.list_deals)),
            web.post(f"{DEALS}/create", self._told),
            web.post(f"{DEALS}/update", self._told),
            web.route("*", "/{tail:.*}", self._lost),
        ]

    def operation(self, request: web.Request) -> str:
        return OPERATIONS.get(request.path.rstrip("/").rpartition("/")[2], "elsewhere")

    def break_down(self, kind: str, match: str = "*", *, times: int | None = None) -> Fault:
        """html, unavailable, internal, rate, forbidden, drop, lost (done), lost_html (done), cut (done)."""
        return self.faults.add(Fault(match=match, times=times, **_TROUBLE[kind]))

    def mend(self) -> None:
        self.faults.clear()

    def deal(self, number: str) -> Deal:
        """Raises KeyError."""
        return self.cabinet.deals[number]

    def ring(self, phone: str, *, duration: int = 65, visit: Visit | None = None, at: datetime | None = None) -> Call:
        """Somebody calls, and the call ends; nobody answers one of no ``duration``. ``phone`` empty: hidden."""
        call = self.begin_call(phone, visit=visit, at=at)
        self.end_call(call, duration)
        return call

    def begin_call(self, phone: str, *, visit: Visit | None = None, at: datetime | None = None) -> Call:
        call = self.cabinet.add_call(phone, visit or Visit(), at or self.clock.now())
        self._happen("call", call, begins=True)
        return call

    def end_call(self, call: Call, duration: int = 65) -> None:
        call.phase, call.duration = (COMPLETED, duration) if duration else (LOST, 0)
        self._happen("call", call)

    def send_form(
        self,
        subject: str = "Обратный звонок",
        name: str = "",
        phone: str = "",
        email: str = "",
        *,
        visit: Visit | None = None,
        imported: bool = False,
        at: datetime | None = None,
    ) -> Form:
        came = None if imported else visit or Visit()
        form = self.cabinet.add_form(subject, name, phone, email, came, at or self.clock.now())
        self._happen("request", form)
        return form

    def chat(
        self,
        name: str = "",
        phone: str = "",
        email: str = "",
        *,
        visit: Visit | None = None,
        at: datetime | None = None,
    ) -> Chat:
        chat = self.cabinet.add_chat(name, phone, email, visit or Visit(), at or self.clock.now())
        self._happen("chat", chat)
        return chat

    def test_webhooks(self) -> None:
        """The button beside every webhook: nothing is filled in."""
        for hook in self.webhooks:
            self.run(self._send(hook, hook.spell(templates(hook.kind))))

    def _happen(self, kind: str, thing: Call | Form | Chat, *, begins: bool = False) -> None:
        self.note("visitor", kind=kind, id=thing.id, begins=begins)
        for hook in self.webhooks:
            if hook.kind == kind and (hook.begins or not begins):
                told = hook.spell(describe(thing, self.cabinet, hook.dates))
                for _ in range(hook.copies):
                    self.run(self._send(hook, told))

    async def _send(self, hook: Webhook, told: Pairs) -> None:
        """One try; what is not answered is lost for good."""
        how: dict[str, Any] = {"params": told} if hook.method == "GET" else {"data": told}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(hook.method, hook.url, **how) as answer,
            ):
                self.note("webhook", kind=hook.kind, status=answer.status)
        except (TimeoutError, aiohttp.ClientError):
            self.note("webhook", kind=hook.kind, status=0)

    def _lists(self, tell: Callable[[Cabinet, dict[str, str]], Any]) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.Response:
            try:
                self._admit(request, request.query.get("clientApiId", ""), request.match_info.get("site"))
                return web.json_response(tell(self.cabinet, dict(request.query)))
            except Refusal as refusal:
                return refusal.answer()

        return answer

    async def _told(self, request: web.Request) -> web.Response:
        try:
            self._admit(request, request.headers.get("Access-Token", ""), request.headers.get("SiteId", ""))
            body = await _read_json(request)
            new = self.operation(request) == "create"
            rows = deals.make(self.cabinet, body, self.deepest) if new else deals.change(self.cabinet, body)
        except Refusal as refusal:
            return refusal.answer()
        return web.json_response({"data": {"orders": rows}})

    def _admit(self, request: web.Request, token: str, site: str | None) -> None:
        """Raises Refusal. ``site`` None: this door asks for it elsewhere."""
        if self.limits_enabled and not self.limit.admits(request.remote or "", self.clock.now()):
            raise bad("too many requests", 429)
        if not token:
            raise bad("no token", 401)
        if token != self.token or site not in (None, str(self.cabinet.site_id)):
            raise bad("no access to the site", 403)

    async def _lost(self, _request: web.Request) -> web.Response:
        return help_page()


async def _read_json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise bad("JSON is needed", 415)
    try:
        return json.loads(await request.read())
    except ValueError:
        raise bad("no JSON") from None
