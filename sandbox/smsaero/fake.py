"""The SMS Aero account as a server."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import BasicAuth, web

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.sms_fake import SmsFake
from sandbox.kit.sms_fates import Fate, Stage
from sandbox.kit.sms_parts import measure
from sandbox.kit.sms_purse import Purse
from sandbox.kit.sms_reports import Report
from sandbox.smsaero.errors import Refusal, refuse_credentials, refuse_money
from sandbox.smsaero.listing import select, show_page
from sandbox.smsaero.message import OUTCOMES, AeroMessage, show_message, show_status, status_code
from sandbox.smsaero.order import Order, read_order
from sandbox.smsaero.params import Params, read_params

Method = Callable[[Params], Awaitable[tuple[Any, str | None]]]
SignState = Literal["approved", "moderation", "rejected"]


class SmsAeroFake(SmsFake[AeroMessage]):
    """Signs that ``signs`` does not hold are moderated, like those it holds as such.

    ``set_fate(number, outcome)`` knows the outcomes of ``sandbox.smsaero.message.OUTCOMES``.
    """

    name = "smsaero"
    outcomes = OUTCOMES
    retry_pauses = (60.0, 300.0)

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        email: str,
        api_key: str,
        *,
        signs: Mapping[str, SignState] | None = None,
        balance: str = "1000.00",
        price: str = "5.49",
    ) -> None:
        super().__init__(clock, history, Purse(Decimal(balance), Decimal(price), "RUB"))
        self.email, self.api_key = email, api_key
        self.signs: dict[str, SignState] = dict(signs or {"MYSHOP": "approved"})
        self.validation_status = 400
        self.trials: list[AeroMessage] = []
        self._next_id = 12344

    def routes(self) -> list[web.RouteDef]:
        methods: dict[str, Method] = {
            "sms/send": self._send,
            "sms/testsend": self._send_trial,
            "sms/status": self._status,
            "sms/teststatus": self._status_trial,
            "sms/list": self._list,
            "sms/testlist": self._list_trials,
            "balance": self._balance,
            "auth": self._auth,
            "sign/list": self._list_signs,
        }
        return [
            web.route(verb, f"/v2/{path}", self._page(do))
            for path, do in methods.items()
            for verb in ("GET", "POST")
        ]

    def operation(self, request: web.Request) -> str:
        """``send``, ``status``, ``list``, ``testsend`` …, ``balance``, ``auth``, ``sign/list``."""
        return request.path.removeprefix("/v2/").removeprefix("sms/")

    def status_word(self, message: AeroMessage, stage: Stage) -> str:
        return str(status_code(message, stage))

    def report(self, message: AeroMessage, stage: Stage) -> Report | None:
        if not message.callback_url:
            return None
        fields = show_status(message, stage)
        if message.callback_json:
            body, kind = json.dumps(fields, ensure_ascii=False), "application/json"
        else:
            body, kind = urlencode(fields), "application/x-www-form-urlencoded"
        return Report("POST", message.callback_url, body.encode(), {"Content-Type": kind})

    async def moderate(self, key: str | int, approve: bool) -> None:
        """End the moderation of one message: it is sent, or rejected. Raises StopIteration when none waits."""
        message = next(one for one in self.messages if one.key == str(key) and one.held)
        fate = message.journey.fate if approve else replace(message.journey.fate, end="6")
        journey = replace(self.plan_journey(fate), accepted=message.journey.accepted)
        moved = replace(message, held=False, journey=journey)
        self.messages[self.messages.index(message)] = moved
        self.run(self.follow(moved))

    def _page(self, method: Method) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            try:
                self._check_access(request)
                data, message = await method(await read_params(request))
                return _answer({"success": True, "data": data, "message": message}, 200)
            except Refusal as refusal:
                refused = {"success": False, "data": refusal.fields, "message": str(refusal)}
                return _answer(refused, refusal.status)

        return serve

    def _check_access(self, request: web.Request) -> None:
        try:
            given = BasicAuth.decode(request.headers.get("Authorization", ""), "utf-8")
        except ValueError:
            raise refuse_credentials() from None
        known_key = hmac.compare_digest(given.password.encode(), self.api_key.encode())
        if given.login != self.email or not known_key:
            raise refuse_credentials()

    async def _send(self, params: Params) -> tuple[Any, str | None]:
        order = read_order(params, self.clock.now(), self.validation_status)
        fates = [self.fate(number) for number in order.numbers]
        self._check_fates(order, fates)
        shown = []
        for number, fate in zip(order.numbers, fates, strict=True):
            message = self._write(order, number, fate, trial=False)
            self.purse.charge(self.clock.now(), message.key, number, message.parts)
            await self._admit(message)
            shown.append(show_message(message, message.journey.stage(message.journey.accepted)))
        return (shown if order.many else shown[0]), None

    def _check_fates(self, order: Order, fates: list[Fate]) -> None:
        if any(fate.refused == "number" for fate in fates):
            field = "numbers" if order.many else "number"
            raise Refusal("Validation error.", self.validation_status, {field: ["incorrect"]})
        cost = self.purse.cost(measure(order.text).parts * len(order.numbers))
        if any(fate.refused for fate in fates) or not self.purse.covers(cost):
            raise refuse_money()

    async def _admit(self, message: AeroMessage) -> None:
        """A held message is not sent yet, so there is nothing to report but its moderation."""
        await self.accept(message)

    async def _send_trial(self, params: Params) -> tuple[Any, str | None]:
        order = read_order(params, self.clock.now(), self.validation_status)
        messages = [self._write(order, number, Fate(), trial=True) for number in order.numbers]
        self.trials += messages
        shown = [show_message(message, "waiting") for message in messages]
        return (shown if order.many else shown[0]), None

    def _write(self, order: Order, number: str, fate: Fate, trial: bool) -> AeroMessage:
        self._next_id += 1
        parts = measure(order.text).parts
        sign = self.signs.get(order.sign, "moderation")
        return AeroMessage(
            key=str(self._next_id),
            number=number,
            sender=order.sign,
            text=order.text,
            parts=parts,
            cost=self.purse.cost(parts),
            journey=self.plan_journey(replace(fate, end="6") if sign == "rejected" else fate, order.leave),
            callback_url=order.callback_url,
            callback_json=order.callback_json,
            channel=order.channel,
            leave=order.leave,
            held=sign == "moderation" and not trial,
            trial=trial,
        )

    async def _status(self, params: Params) -> tuple[Any, str | None]:
        return self._show_one(self.messages, params), None

    async def _status_trial(self, params: Params) -> tuple[Any, str | None]:
        return self._show_one(self.trials, params), None

    def _show_one(self, messages: list[AeroMessage], params: Params) -> dict[str, Any]:
        found = next((one for one in messages if one.key == str(params.get("id", ""))), None)
        if found is None:
            raise Refusal("Validation error.", self.validation_status, {"id": ["not found"]})
        return self._show(found)

    def _show(self, message: AeroMessage) -> dict[str, Any]:
        return show_status(message, message.journey.stage(self.clock.now()))

    async def _list(self, params: Params) -> tuple[Any, str | None]:
        return self._show_list(self.messages, params, "/v2/sms/list"), None

    async def _list_trials(self, params: Params) -> tuple[Any, str | None]:
        return self._show_list(self.trials, params, "/v2/sms/testlist"), None

    def _show_list(self, messages: list[AeroMessage], params: Params, path: str) -> dict[str, Any]:
        page = str(params.get("page", 1))
        if not page.isdecimal() or int(page) < 1:
            raise Refusal("Validation error.", self.validation_status, {"page": ["incorrect"]})
        return show_page(select(messages, params), int(page), path, self._show)

    async def _balance(self, params: Params) -> tuple[Any, str | None]:
        return {"balance": float(self.purse.balance)}, None

    async def _auth(self, params: Params) -> tuple[Any, str | None]:
        return None, "Successful authorization."

    async def _list_signs(self, params: Params) -> tuple[Any, str | None]:
        return {}, None
