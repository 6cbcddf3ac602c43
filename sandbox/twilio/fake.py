"""The Twilio account as a server."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from decimal import Decimal

from aiohttp import web

from sandbox.kit.basic import read_basic
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from sandbox.kit.sms_fake import SmsFake
from sandbox.kit.sms_fates import Stage
from sandbox.kit.sms_parts import measure
from sandbox.kit.sms_purse import Purse
from sandbox.kit.sms_reports import Report
from sandbox.twilio.callback import write_callback
from sandbox.twilio.errors import Refusal, write_refusal
from sandbox.twilio.lines import Lines
from sandbox.twilio.listing import select_messages, show_page
from sandbox.twilio.message import OUTCOMES, VERSION, TwilioMessage, show_message, status_word
from sandbox.twilio.order import Order, Senders, read_order

Method = Callable[[web.Request], Awaitable[web.Response]]


class TwilioFake(SmsFake[TwilioMessage]):
    """``set_fate(number, outcome)`` knows the outcomes of ``sandbox.twilio.message.OUTCOMES``.

    ``lines.enabled = False`` switches the sending speed off; ``api_keys`` maps further user names to passwords.
    """

    name = "twilio"
    outcomes = OUTCOMES

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        account_sid: str,
        auth_token: str,
        *,
        numbers: Iterable[str] = ("+12025550100",),
        names: Iterable[str] = ("MYSHOP",),
        services: Mapping[str, str] | None = None,
        balance: str = "50.00",
        price: str = "0.0079",
    ) -> None:
        super().__init__(clock, history, Purse(Decimal(balance), Decimal(price), "USD"))
        self.account_sid, self.auth_token = account_sid, auth_token
        self.api_keys: dict[str, str] = {}
        self.senders = Senders(set(numbers), set(names), dict(services or {}))
        self.lines = Lines()

    def routes(self) -> list[web.RouteDef]:
        account = f"/{VERSION}/Accounts/{{account}}"
        return [
            web.post(f"{account}/Messages.json", self._page(self._create)),
            web.get(f"{account}/Messages.json", self._page(self._list)),
            web.get(f"{account}/Messages/{{sid}}.json", self._page(self._get)),
            web.get(f"{account}/Balance.json", self._page(self._balance)),
        ]

    def operation(self, request: web.Request) -> str:
        """``send``, ``list``, ``status`` or ``balance``."""
        if request.path.endswith("/Messages.json"):
            return "send" if request.method == "POST" else "list"
        if "/Messages/" in request.path:
            return "status"
        return "balance" if request.path.endswith("/Balance.json") else request.path

    def status_word(self, message: TwilioMessage, stage: Stage) -> str:
        return status_word(message, stage)

    def report(self, message: TwilioMessage, stage: Stage) -> Report | None:
        return write_callback(self.auth_token, message, stage) if message.callback else None

    def fail_busy(self, operation: str = "*", times: int = 1) -> None:
        """Answer the next requests with 429; nothing is handled."""
        body = json.dumps(Refusal(20429).body())
        self.faults.add(Fault("status", operation, times, status=429, body=body, content_type="application/json"))

    def _page(self, method: Method) -> Method:
        async def serve(request: web.Request) -> web.Response:
            try:
                self._check_access(request)
                return await method(request)
            except Refusal as refusal:
                return write_refusal(refusal)

        return serve

    def _check_access(self, request: web.Request) -> None:
        user, password = read_basic(request) or ("", "")
        known = self.api_keys | {self.account_sid: self.auth_token}
        right = hmac.compare_digest(password.encode(), known.get(user, "").encode())
        if not (user in known and right) or request.match_info["account"] != self.account_sid:
            raise Refusal(20003)

    async def _create(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        order = read_order(form, self.senders)
        if refused := self.fate(order.to).refused:
            raise Refusal(int(refused), f"+{order.to}")
        message = self._write(order)
        shown = show_message(message, message.journey.accepted)
        await self.accept(message)
        return web.json_response(shown, status=201)

    def _write(self, order: Order) -> TwilioMessage:
        now, parts = self.clock.now(), measure(order.body).parts
        leave = self.lines.take(order.sender, parts, now)
        key = "SM" + hashlib.md5(f"{len(self.messages)}".encode(), usedforsecurity=False).hexdigest()
        return TwilioMessage(
            key=key,
            number=order.to,
            sender=order.sender,
            text=order.body,
            parts=parts,
            cost=self.purse.charge(now, key, order.to, parts),
            journey=self.plan_journey(self.fate(order.to), leave),
            account=self.account_sid,
            service=order.service,
            callback=order.callback,
        )

    async def _get(self, request: web.Request) -> web.Response:
        sid = request.match_info["sid"]
        found = next((message for message in self.messages if message.key == sid), None)
        if found is None:
            raise Refusal(20404, request.path)
        return web.json_response(show_message(found, self.clock.now()))

    async def _list(self, request: web.Request) -> web.Response:
        now, query = self.clock.now(), dict(request.query)
        found = select_messages(self.messages, query, now)
        return web.json_response(show_page(found, query, request.path, now))

    async def _balance(self, request: web.Request) -> web.Response:
        balance = {"balance": f"{self.purse.balance:.2f}", "currency": self.purse.currency}
        return web.json_response({"account_sid": self.account_sid} | balance)
