"""The SMS Aero account as a server."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import web

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.sms_fake import SmsFake
from sandbox.kit.sms_fates import NEVER, Fate, Journey, Stage
from sandbox.kit.sms_parts import measure
from sandbox.kit.sms_purse import Purse
from sandbox.kit.sms_reports import Report
from sandbox.smsaero.envelope import Method, serve
from sandbox.smsaero.errors import Refusal, refuse_money
from sandbox.smsaero.listing import select_messages, show_page, show_signs
from sandbox.smsaero.message import OUTCOMES, AeroMessage, show_message, show_status, status_code
from sandbox.smsaero.order import Order, read_order
from sandbox.smsaero.params import Params

SignState = Literal["approved", "moderation", "rejected"]


class SmsAeroFake(SmsFake[AeroMessage]):
    """Messages under a sign that ``signs`` does not hold are moderated, as under one that is being moderated.

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
            "sms/status": partial(self._status, self.messages),
            "sms/teststatus": partial(self._status, self.trials),
            "sms/list": partial(self._list, self.messages, "/v2/sms/list"),
            "sms/testlist": partial(self._list, self.trials, "/v2/sms/testlist"),
            "sign/list": self._list_signs,
            "balance": self._balance,
            "auth": self._auth,
        }
        pages = {
            path: partial(serve, email=self.email, api_key=self.api_key, method=method)
            for path, method in methods.items()
        }
        return [web.route(verb, f"/v2/{path}", page) for path, page in pages.items() for verb in ("GET", "POST")]

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

    def moderate(self, key: str | int, approve: bool) -> None:
        """End the moderation of one message: it is sent, or rejected. Raises LookupError when none is held."""
        message = next((one for one in self.messages if one.key == str(key) and one.held), None)
        if message is None:
            raise LookupError(key)
        fate = message.journey.fate if approve else replace(message.journey.fate, end="6")
        journey = replace(self.plan_journey(fate, message.leave), accepted=message.journey.accepted)
        moved = replace(message, held=False, journey=journey)
        self.messages[self.messages.index(message)] = moved
        self.run(self.follow(moved))

    async def _send(self, params: Params) -> Any:
        order = read_order(params, self.clock.now(), self.validation_status)
        fates = [self.fate(number) for number in order.numbers]
        self._check_fates(order, fates)
        messages = [self._write(order, number, fate) for number, fate in zip(order.numbers, fates, strict=True)]
        for message in messages:
            self.purse.charge(self.clock.now(), message.key, message.number, message.parts)
            await self.accept(message, message.held)
        return _show_sent(order, messages)

    async def _send_trial(self, params: Params) -> Any:
        order = read_order(params, self.clock.now(), self.validation_status)
        trials = [replace(self._write(order, number, Fate()), held=False) for number in order.numbers]
        self.trials += trials
        return _show_sent(order, trials)

    def _check_fates(self, order: Order, fates: list[Fate]) -> None:
        if any(fate.refused == "number" for fate in fates):
            field = "numbers" if order.many else "number"
            raise Refusal("Validation error.", self.validation_status, {field: ["incorrect"]})
        cost = self.purse.cost(measure(order.text).parts * len(order.numbers))
        if any(fate.refused for fate in fates) or not self.purse.covers(cost):
            raise refuse_money()

    def _write(self, order: Order, number: str, fate: Fate) -> AeroMessage:
        self._next_id += 1
        parts, now = measure(order.text).parts, self.clock.now()
        sign = self.signs.get(order.sign, "moderation")
        fate = replace(fate, end="6") if sign == "rejected" else fate
        held = sign == "moderation"
        return AeroMessage(
            key=str(self._next_id),
            number=number,
            sender=order.sign,
            text=order.text,
            parts=parts,
            cost=self.purse.cost(parts),
            journey=Journey(fate, now, NEVER, NEVER) if held else self.plan_journey(fate, order.leave),
            callback_url=order.callback_url,
            callback_json=order.callback_json,
            channel=order.channel,
            leave=order.leave,
            held=held,
        )

    async def _status(self, messages: list[AeroMessage], params: Params) -> Any:
        found = next((one for one in messages if one.key == str(params.get("id", ""))), None)
        if found is None:
            raise Refusal("Validation error.", self.validation_status, {"id": ["not found"]})
        return show_status(found, found.journey.stage(self.clock.now()))

    async def _list(self, messages: list[AeroMessage], path: str, params: Params) -> Any:
        now = self.clock.now()
        found = select_messages(messages, params)
        rows = [show_status(message, message.journey.stage(now)) for message in found]
        return show_page(rows, self._read_page(params), path)

    async def _list_signs(self, params: Params) -> Any:
        return show_page(show_signs(self.signs), self._read_page(params), "/v2/sign/list")

    async def _balance(self, params: Params) -> Any:
        return {"balance": float(self.purse.balance)}

    async def _auth(self, params: Params) -> Any:
        return None

    def _read_page(self, params: Params) -> int:
        page = str(params.get("page", 1))
        if not page.isdecimal() or int(page) < 1:
            raise Refusal("Validation error.", self.validation_status, {"page": ["incorrect"]})
        return int(page)


def _show_sent(order: Order, messages: list[AeroMessage]) -> Any:
    """The state at acceptance, whatever an early report said meanwhile."""
    shown = [show_message(message, "waiting") for message in messages]
    return shown if order.many else shown[0]
