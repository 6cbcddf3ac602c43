"""The fake itself: addresses, envelopes, and the control side for tests and the demo page."""

import json
import ssl
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.history import History
from sandbox.voximplant.access import Access
from sandbox.voximplant.account import Account, Invoice
from sandbox.voximplant.catalogue import Secrets
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError, TooManyRequests
from sandbox.voximplant.fate import Fates
from sandbox.voximplant.joiner import NAME as JOINING
from sandbox.voximplant.methods import (
    account,
    applications,
    messages,
    numbers,
    rules,
    scenarios,
    secrets,
    sessions,
    sms,
)
from sandbox.voximplant.methods import (
    history as call_history,
)
from sandbox.voximplant.methods.kind import Methods
from sandbox.voximplant.numbers import CallerId, Phone
from sandbox.voximplant.params import Params, read_params, strip_number
from sandbox.voximplant.session import Call, Session
from sandbox.voximplant.sms import Sms

METHODS: Methods = {
    **account.METHODS,
    **applications.METHODS,
    **call_history.METHODS,
    **messages.METHODS,
    **numbers.METHODS,
    **rules.METHODS,
    **scenarios.METHODS,
    **secrets.METHODS,
    **sessions.METHODS,
    **sms.METHODS,
}
PARAMS = web.RequestKey("params", Params)


class VoximplantFake(Fake):
    """One account with one application, and two rules in it: one starts the robot, the other connects two people.

    ``cloud`` holds all state. ``caller_id`` is a verified foreign number, ``phone`` a rented one,
    ``sender_id`` a name that A2P messages may come from.
    """

    name = "voximplant"

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        *,
        account_id: int = 4714487,
        api_key: str = "vox-api-key",
        application_id: int = 10733204,
        rule_id: int = 1234567,
        connect_rule_id: int = 1234568,
        caller_id: str = "74950000000",
        phone: str = "74951112233",
        sender_id: str = "RINGDESK",
        balance: float = 1000.0,
    ) -> None:
        super().__init__(clock, history)
        owner = Account(account_id, api_key, clock.now(), balance=balance)
        self.cloud = Cloud(clock, owner, Access(owner), self.note, self.run)
        self.application = self.cloud.add_application(application_id, "shop")
        self.rule = self.cloud.add_rule(rule_id, self.application, "robot", ".*")
        self.rule.scenarios.append(self.cloud.add_scenario(201, "ringdesk", ""))
        self.connect_rule = self.cloud.add_rule(connect_rule_id, self.application, "connect", ".*")
        self.connect_rule.scenarios.append(self.cloud.add_scenario(202, JOINING, ""))
        until = clock.now() + timedelta(days=365)
        self.cloud.caller_ids.append(CallerId(501, strip_number(caller_id), until))
        self.cloud.phones.append(Phone(601, strip_number(phone), clock.now()))
        self.cloud.sender_ids.add(sender_id)

    @property
    def fate(self) -> Fates:
        """``fake.fate[number] = Fate(...)`` or a list of fates; ``fake.fate.default`` for all others."""
        return self.cloud.fates

    @property
    def secrets(self) -> Secrets:
        """Secrets of the application: ``RINGDESK_URL`` and ``RINGDESK_SECRET`` lead the scenario to the desk."""
        return self.application.secrets

    @property
    def calls(self) -> list[Call]:
        """All phone calls ever made, oldest first."""
        return self.cloud.calls

    @property
    def sessions(self) -> dict[int, Session]:
        return self.cloud.sessions

    @property
    def messages(self) -> list[Sms]:
        return self.cloud.messages

    @property
    def invoices(self) -> list[Invoice]:
        return self.cloud.account.invoices

    @property
    def account(self) -> Account:
        return self.cloud.account

    def service_account(self, *roles: str) -> dict[str, Any]:
        """A new key file, as downloaded from the panel; without roles it may do everything."""
        return self.cloud.access.issue(roles or ("Owner",))

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> str:
        self.cloud.url = await super().start(host, port, tls=tls)
        if self.cloud.client is None:
            self.cloud.client = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=15, connect=6),
            )
        return self.cloud.url

    async def stop(self) -> None:
        await super().stop()
        if self.cloud.client:
            await self.cloud.client.close()
            self.cloud.client = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/platform_api", self._command),
            web.route("*", "/platform_api/{method}", self._command),
            web.route("*", "/request/{first}/{second}", self._reach_session),
        ]

    async def identify(self, request: web.Request) -> str:
        """The command's name, wherever it stands; ``SessionRequest`` for a session's access address."""
        params = request[PARAMS] = await read_params(request)
        if request.path.startswith("/request/"):
            return "SessionRequest"
        return request.match_info.get("method") or params.text("cmd") or request.path

    async def _command(self, request: web.Request) -> web.Response:
        if request.method not in ("GET", "POST"):
            return web.Response(status=405)
        params: Params = request[PARAMS]
        name = request.match_info.get("method") or params.text("cmd")
        try:
            return web.json_response(await self._perform(name, request, params))
        except ApiError as error:
            return web.json_response(error.envelope())
        except TooManyRequests:
            return web.Response(status=429, text="Too Many Requests")

    async def _perform(self, name: str, request: web.Request, params: Params) -> dict[str, Any]:
        if not name:
            raise ApiError(102)
        if name not in METHODS:
            raise ApiError(103)
        now = self.clock.now()
        self.cloud.access.check(name, request.headers.get("Authorization", ""), params, now)
        return await METHODS[name](self.cloud, params)

    async def _reach_session(self, request: web.Request) -> web.Response:
        """AppEvents.HttpRequest: 200 means delivered to the session, nothing more."""
        session = next((one for one in self.sessions.values() if one.path == request.path), None)
        if session is None or not session.live:
            return web.Response(status=404)
        if _read_command(await request.text()) == "stop":
            session.stop.set()
        return web.Response(text="")


def _read_command(content: str) -> str:
    try:
        found = json.loads(content)
    except ValueError:
        return ""
    return str(found.get("cmd", "")) if isinstance(found, dict) else ""
