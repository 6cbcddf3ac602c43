"""The account on its own port."""

import asyncio
import json
import re

from aiohttp import web

from sandbox.bitrix24 import php
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from sandbox.retailcrm import refusals
from sandbox.retailcrm.account import Account, Key
from sandbox.retailcrm.breakdowns import breakdown
from sandbox.retailcrm.hand import Hand
from sandbox.retailcrm.limits import SlidingLimit
from sandbox.retailcrm.methods import find_method
from sandbox.retailcrm.params import Call, read_params
from sandbox.retailcrm.refusals import Refusal
from sandbox.retailcrm.stock import Row

KEY = "sandboxretailcrmkey0123456789abc"


class RetailCrmFake(Hand, Fake):
    """Knobs: ``limit``, ``account`` (``timezone``, ``apart``, ``whole_numbers``), ``keys`` with their scopes and
    stores, ``seed`` of the order of lists, ``errors_as_list``, ``faults``. What people do there stands in ``Hand``."""

    name = "retailcrm"

    def __init__(self, clock: WorldClock, history: History, *, key: str = KEY) -> None:
        Hand.__init__(self)
        Fake.__init__(self, clock, history)
        self.account = Account(clock.now)
        self.limit = SlidingLimit()
        self.seed = 0
        self.errors_as_list = False
        self.key = key
        self.issue_key(key)

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{path:.*}", self._called)]

    def operation(self, request: web.Request) -> str:
        """``orders``, ``orders/get``, ``orders/edit``, ``custom-fields/create`` …"""
        found = find_method(request.method, _path(request))
        return found[0].name if found else request.path

    def break_down(self, kind: str, match: str = "*", *, times: int | None = None, seconds: float = 30.0) -> Fault:
        """One of html, unavailable, forbidden, elsewhere, page, rate, too_many, internal, no_account, drop, hang, lost,
        lost_hang, lost_html, cut; ``lost…`` do the work and lose the answer. Until ``mend``, or ``times``."""
        return self.faults.add(breakdown(kind, match, times, seconds))

    def mend(self) -> None:
        self.faults.clear()

    async def _called(self, request: web.Request) -> web.Response:
        try:
            status, told = await self._answered(request)
        except Refusal as refused:
            return _json(refused.status, refused.body(as_list=self.errors_as_list))
        return _json(status, {"success": True, **told})

    async def _answered(self, request: web.Request) -> tuple[int, Row]:
        params = read_params(request.query_string, request.content_type, await request.read())
        key = self._admit(request, params)
        if not self.limit.admits(key.value, asyncio.get_running_loop().time()):
            raise refusals.too_fast()
        found = find_method(request.method, _path(request))
        if found is None:
            raise refusals.no_method()
        method, parts = found
        if method.scope and method.scope not in key.scopes:
            raise refusals.denied()
        if request.method == "POST" and request.content_type == "application/json":
            raise Refusal(400, "Errors in the input parameters", {"body": "The form was expected."})
        told = method.answer(Call(self.account, key, params, parts, self.seed))
        return method.status, told

    def _admit(self, request: web.Request, params: Row) -> Key:
        given = request.headers.get("X-API-KEY", "") or str(params.get("apiKey") or "")
        if not given:
            raise refusals.no_key()
        if given not in self.keys:
            raise refusals.wrong_key()
        return self.keys[given]


def _path(request: web.Request) -> str:
    return re.sub(r"^/api/", "", request.path).rstrip("/")


def _json(status: int, body: Row) -> web.Response:
    """An empty map leaves PHP as ``[]``."""
    return web.Response(status=status, text=json.dumps(php.empty_to_list(body)), content_type="application/json")
