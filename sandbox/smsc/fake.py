"""The SMSC account as a server."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Handler
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from sandbox.kit.sms_fake import SmsFake
from sandbox.kit.sms_fates import Journey, Stage
from sandbox.kit.sms_purse import Purse
from sandbox.kit.sms_reports import Report
from sandbox.smsc.answers import answer, refuse
from sandbox.smsc.callback import CallbackSettings, write_callback
from sandbox.smsc.errors import Refusal
from sandbox.smsc.guards import Guards
from sandbox.smsc.message import OUTCOMES, SmscMessage, status_code
from sandbox.smsc.order import Order, read_order
from sandbox.smsc.params import Params, read_params
from sandbox.smsc.sending import Leg, check_money, plan_legs, show_prices, show_sent
from sandbox.smsc.status import find_latest, read_pairs, show_status

Method = Callable[[Params], Awaitable[web.Response]]

_OPERATIONS = {
    "/sys/send.php": "send",
    "/rest/send/": "send",
    "/sys/status.php": "status",
    "/sys/balance.php": "balance",
    "/sys/senders.php": "senders",
}
_PLACE = web.RequestKey("place", int)
_SECRETS = ("login", "psw", "apikey")


class SmscFake(SmsFake[SmscMessage]):
    """``set_fate(number, outcome)`` knows the outcomes of ``sandbox.smsc.message.OUTCOMES``.

    ``callback`` holds the cabinet's callback settings. ``ip_refused`` and ``ip_blocked`` answer 2 and 4 to everything.
    ``test_mode`` ends every message with ``err`` 200. ``guards.enabled = False`` switches the limits off.
    """

    name = "smsc"
    outcomes = OUTCOMES
    retry_pauses = (60.0, 300.0)

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        login: str,
        password: str,
        *,
        apikey: str = "",
        senders: Iterable[str] = ("MYSHOP",),
        balance: str = "1000.00",
        price: str = "1.44",
    ) -> None:
        super().__init__(clock, history, Purse(Decimal(balance), Decimal(price), "RUR"))
        self.login, self.password, self.apikey = login, password, apikey
        self.senders = list(senders)
        self.callback = CallbackSettings()
        self.guards = Guards()
        self.ip_refused = self.ip_blocked = self.test_mode = False
        self._next_id = 1000

    def routes(self) -> list[web.RouteDef]:
        methods: list[tuple[str, Method]] = [
            ("/sys/send.php", self._send),
            ("/sys/status.php", self._status),
            ("/sys/balance.php", self._balance),
            ("/sys/senders.php", self._senders),
        ]
        pages = [web.route(verb, path, self._page(do)) for path, do in methods for verb in ("GET", "POST")]
        return [*pages, web.post("/rest/send/", self._page(self._send))]

    def operation(self, request: web.Request) -> str:
        return _OPERATIONS.get(request.path, request.path)

    def status_word(self, message: SmscMessage, stage: Stage) -> str:
        return str(status_code(message, stage))

    def report(self, message: SmscMessage, stage: Stage) -> Report | None:
        return write_callback(self.callback, message, stage) if self.callback.url else None

    async def _answer(self, request: web.Request, handler: Handler, fault: Fault | None) -> web.StreamResponse:
        """A slow answer occupies a place among the parallel requests, so the count spans the faults too."""
        with self.guards.enter() as place:
            request[_PLACE] = place
            return await super()._answer(request, handler, fault)

    def _page(self, method: Method) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            params: Params = {"fmt": "3"}
            try:
                params = await read_params(request)
                self._check_access(params, request[_PLACE])
                return await method(params)
            except Refusal as refusal:
                return refuse(params, refusal)

        return serve

    def _check_access(self, params: Params, place: int) -> None:
        if self.ip_blocked:
            raise Refusal(4)
        if self.ip_refused or not self._knows(params):
            raise Refusal(2)
        if params.get("fmt", "0") not in ("0", "3"):
            raise Refusal(1)
        self.guards.check_parallel(place)

    def _knows(self, params: Params) -> bool:
        if self.apikey and hmac.compare_digest(params.get("apikey", "").encode(), self.apikey.encode()):
            return True
        hashed = hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()
        given = params.get("psw", "").encode()
        known = hmac.compare_digest(given, self.password.encode()) | hmac.compare_digest(given, hashed.encode())
        return params.get("login") == self.login and known

    async def _send(self, params: Params) -> web.Response:
        now = self.clock.now()
        order = read_order(params, now)
        same = frozenset(pair for pair in params.items() if pair[0] not in _SECRETS)
        self.guards.check_repeat(same, 5 if order.cost_mode == 1 else 1, now)
        if order.sender and order.sender not in self.senders:
            raise Refusal(6, order.client_id)
        legs = plan_legs(order, self.fate)
        if order.cost_mode == 1:
            prices = show_prices(legs, self.purse)
            return answer(params, prices, f"{prices['cost']} ({prices['cnt']} SMS)")
        check_money(order, legs, self.purse)
        key = order.client_id or self._give_id()
        for leg in legs:
            if not leg.refused:
                await self.accept(self._write(order, key, leg))
        sent = show_sent(order, key, legs, self.purse)
        return answer(params, sent, f"OK - {sent['cnt']} SMS, ID - {key}")

    def _write(self, order: Order, key: str, leg: Leg) -> SmscMessage:
        journey = self.plan_journey(self.fate(leg.number), order.start)
        if self.test_mode:
            journey = replace(journey, fate=replace(journey.fate, end="20", reason=200))
        return SmscMessage(
            key=key,
            number=leg.number,
            sender=order.sender or "SMSC.RU",
            text=leg.text,
            parts=leg.parts,
            cost=self.purse.charge(self.clock.now(), key, leg.number, leg.parts),
            journey=_expire(journey, order),
        )

    def _give_id(self) -> str:
        self._next_id += 1
        return str(self._next_id)

    async def _status(self, params: Params) -> web.Response:
        pairs, many = read_pairs(params)
        now = self.clock.now()
        for pair in pairs:
            self.guards.check_repeat(("status", *pair), 5, now)
        found = [find_latest(self.messages, phone, key) for phone, key in pairs]
        if params.get("del") == "1":
            self.messages = [message for message in self.messages if message not in found]
            return answer(params, {"status": "OK"}, "OK")
        shown = [show_status(message, now, params.get("all", "0")) for message in found]
        named = [{"id": key, "phone": phone} | one for (phone, key), one in zip(pairs, shown, strict=True)]
        plain = "\n".join(f"Status = {one['status']}, check_time = {one['last_date']}" for one in shown)
        return answer(params, named if many else shown[0], plain)

    async def _balance(self, params: Params) -> web.Response:
        balance = f"{self.purse.balance:.2f}"
        currency = {"currency": self.purse.currency} if params.get("cur") == "1" else {}
        return answer(params, {"balance": balance} | currency, balance)

    async def _senders(self, params: Params) -> web.Response:
        if params.get("get") != "1":
            raise Refusal(1)
        return answer(params, [{"sender": sender} for sender in self.senders], "\n".join(self.senders))


def _expire(journey: Journey, order: Order) -> Journey:
    """What nobody could receive ends when the lifetime is over, not after some seconds."""
    if journey.fate.end != "3":
        return journey
    return replace(journey, ended=order.start + order.valid)
