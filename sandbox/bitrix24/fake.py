"""The portal and its authorisation server on one port."""

import hashlib
import json
import ssl
from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Any

from aiohttp import web

from sandbox.bitrix24 import control, errors, php
from sandbox.bitrix24.access import SCOPES, Access, Caller, Webhook
from sandbox.bitrix24.bindings import Binding
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.events import Event, Events
from sandbox.bitrix24.hand import Hand
from sandbox.bitrix24.limits import Bucket, Operating
from sandbox.bitrix24.oauth import AuthServer
from sandbox.bitrix24.params import Params, read_params
from sandbox.bitrix24.portal import Portal
from sandbox.bitrix24.rest import Rest, method_name
from sandbox.bitrix24.tokens import ACCESS, Tokens
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.kit.history import History


class Bitrix24Fake(Hand, Fake):
    """Knobs: ``limits_enabled`` (both limits), ``operating_enabled`` (only 429), ``bucket``, ``operating``,
    ``rest.costs``, ``rest.denied``, ``events`` (delay, copies, lose, hold), ``faults``; state in ``portal`` and
    ``tokens``."""

    name = "bitrix24"

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        *,
        user_id: int = 1,
        secret: str = "sandboxsecret",  # noqa: S107  a fake's password
        client_id: str = "local.sandbox",
        client_secret: str = "sandboxclientsecret",  # noqa: S107
        application_token: str = "sandboxapplicationtoken",  # noqa: S107
        scopes: Iterable[str] = SCOPES,
        utc_offset_hours: int = 3,
    ) -> None:
        super().__init__(clock, history)
        zone = timezone(timedelta(hours=utc_offset_hours))
        granted = frozenset(scopes)
        self.application_token = application_token
        self.member_id = hashlib.sha256(client_id.encode()).hexdigest()[:32]
        self.portal = Portal(clock.now, user_id, zone)
        self.tokens = Tokens(clock.now)
        self.webhooks = [Webhook(user_id, secret, granted)]
        self.access = Access(self.webhooks, self.tokens, client_id, granted)
        self.auth = AuthServer(self.tokens, client_id, client_secret, granted, self.member_id)
        self.bucket = Bucket()
        self.operating = Operating()
        self.limits_enabled = True
        self.operating_enabled = True
        self.rest = Rest(self.portal, self.operating, lambda: self.limits_enabled and self.operating_enabled)
        self.events = Events(clock.sleep)
        self._webhook = (user_id, secret)
        self._left: list[int] = []

    @property
    def webhook_url(self) -> str:
        user_id, secret = self._webhook
        return f"{self.url}/rest/{user_id}/{secret}/"

    @property
    def auth_url(self) -> str:
        """Base address of the authorisation server."""
        return self.url

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/rest/{path:.*}", self._rest),
            web.route("*", "/oauth/token/", self._token),
            web.route("*", "/oauth/token", self._token),
        ]

    def operation(self, request: web.Request) -> str:
        """Lower-cased method name, or ``oauth.token``."""
        if request.path.startswith("/oauth/"):
            return "oauth.token"
        return method_name(request.path.rstrip("/").rpartition("/")[2])

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> str:
        """Serve here and at every address the portal has left, which answers 302."""
        url = await super().start(host, port, tls=tls)
        for left in self._left:
            await self.listen(left)
        return url

    async def rename(self) -> str:
        """The portal moves to a new address (another port); the old one answers 302 with Location."""
        self._left.append(self._port)
        self._port = await self.listen()
        self.url = self.address(self._port)
        return self.url

    def break_down(self, kind: str, match: str = "*", *, times: int | None = None, seconds: float = 30.0) -> Fault:
        """One of html, unavailable, forbidden, rate, operating, overload, internal, ok_with_error, drop, hang,
        lost, lost_hang, lost_html, cut; ``lost…`` do the work and lose the answer. Until ``mend``, or ``times``."""
        return self.faults.add(control.breakdown(kind, match, times, seconds))

    def mend(self) -> None:
        self.faults.clear()

    def expire_tokens(self) -> None:
        """Access tokens answer ``expired_token`` from now on; a refresh helps."""
        self.tokens.expire()

    def revoke(self) -> None:
        """Access tokens expire and every refresh is ``invalid_grant``."""
        self.tokens.revoked = True
        self.tokens.expire()

    def close_webhook(self) -> None:
        """The incoming webhook is deleted: INVALID_CREDENTIALS."""
        self.webhooks.clear()

    def grant_code(self) -> str:
        """A code as the browser step of the authorisation brings it; 30 s, once."""
        return self.tokens.code(self.portal.owner)

    def authorise(self) -> dict[str, Any]:
        """A token pair, as after installation."""
        access, refresh = self.tokens.issue(self.portal.owner)
        return self.auth.pair(access, refresh, self.url, self.auth_url)

    def bind(self, event: str, handler: str) -> Binding:
        """An outgoing webhook made on the portal's page."""
        binding = Binding(self.portal.next_id("binding", 975), event.upper(), handler, app=False)
        self.portal.bindings.append(binding)
        return binding

    async def install(self, handler: str) -> dict[str, Any]:
        """Install the application: ONAPPINSTALL brings the tokens to ``handler``. Returns the token pair."""
        pair = self.authorise()
        binding = Binding(0, "ONAPPINSTALL", handler, app=True)
        data = {"VERSION": "1", "ACTIVE": "Y", "INSTALLED": "Y", "LANGUAGE_ID": "ru"}
        await self.events.send(Event(handler, self._payload(binding, data, pair)))
        return pair

    def release_events(self, *, shuffle: bool = False) -> int:
        """Send what ``events.hold`` kept back, and return how many."""
        return self.send_held(self.events, shuffle=shuffle)

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        if self._moved(request):
            target = self.url + request.path_qs
            return web.Response(status=302, headers={"Location": target}, text="<html>", content_type="text/html")
        try:
            return _json(200, await self._called(request))
        except RestError as refused:
            return _json(refused.status, refused.body())

    async def _called(self, request: web.Request) -> dict[str, Any]:
        if self.limits_enabled and not self.bucket.admits(request.remote or "", self.clock.now()):
            raise errors.too_many()
        params = await read_params(request)
        caller, method = self._admit(request.match_info["path"].strip("/"), params)
        try:
            return self.rest.answer(caller, method, params)
        finally:
            self._flush(caller)

    def _admit(self, path: str, params: Params) -> tuple[Caller, str]:
        parts = path.split("/")
        if len(parts) == 3:
            return self.access.webhook(parts[0], parts[1]), method_name(parts[2])
        if len(parts) == 1:
            return self.access.token(params.get("auth")), method_name(parts[0])
        raise errors.unknown_method()

    def _moved(self, request: web.Request) -> bool:
        here = request.transport.get_extra_info("sockname") if request.transport else None
        return here is not None and here[1] in self._left

    async def _token(self, request: web.Request) -> web.StreamResponse:
        return self.auth.answer(await read_params(request), self.url, self.auth_url)

    def _flush(self, caller: Caller | None) -> None:
        """Hand the events of one request to whoever asked for them, equal ones once."""
        happened = list(self.portal.happened)
        self.portal.happened.clear()
        for name, number in happened:
            self.note("event", event=name, id=number)
            for binding in self.portal.bindings:
                if binding.event == name:
                    self._emit(binding, number, caller)

    def _emit(self, binding: Binding, number: str, caller: Caller | None) -> None:
        tokens = None
        if binding.app and caller is not None:
            access, refresh = self.tokens.issue(caller.user_id)
            tokens = self.auth.pair(access, refresh, self.url, self.auth_url)
            del tokens["refresh_token"], self.tokens.refresh[refresh]
        payload = self._payload(binding, {"FIELDS": {"ID": number}}, tokens)
        for event in self.events.take(Event(binding.handler, payload)):
            self.run(self.events.send(event))

    def _payload(self, binding: Binding, data: dict[str, Any], tokens: dict[str, Any] | None) -> dict[str, Any]:
        """Only the id is told; ``domain`` is the portal here, and tokens come with application handlers only."""
        auth = (tokens or {}) | {
            "domain": self.url.partition("://")[2],
            "client_endpoint": f"{self.url}/rest/",
            "server_endpoint": f"{self.auth_url}/rest/",
            "member_id": self.member_id,
            "application_token": self.application_token,
        }
        if tokens:
            auth["expires_in"] = int(ACCESS.total_seconds())
        ts = int(self.clock.now().timestamp())
        return {"event": binding.event, "event_handler_id": binding.id, "data": data, "ts": ts, "auth": auth}


def _json(status: int, body: dict[str, Any]) -> web.Response:
    # PHP escapes slashes and everything beyond ASCII.
    text = json.dumps(php.empty_to_list(body)).replace("/", "\\/")
    return web.Response(status=status, text=text, content_type="application/json")
