"""The CMS on its own port."""

import json
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.cms.orders import CmsOrder, Orders
from sandbox.cms.page import draw
from sandbox.cms.verification import Forged, verify
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault, Kind
from sandbox.kit.history import History
from sandbox.shop.orders import Item, ShopOrder
from sandbox.shop.shop import Answer, Shop

SECRET = "whsec_c2FuZGJveC1jbXMtd2ViaG9vay1zZWNyZXQ="  # noqa: S105  a fake's password
STATUSES = ("new", "processing", "awaiting_payment", "shipped", "completed", "cancelled")
PATH = "/webhooks/orders"
DOWN: dict[str, Kind] = {"unavailable": "status", "hang": "hang", "reset": "drop", "lost": "accept_drop"}


class CmsFake(Fake):
    """``shop`` sends its orders to a desk, ``orders`` is its list.

    Knobs: ``secret``, ``gone``, ``faults``, and ``statuses``, the words it knows; none: any.
    """

    name = "cms"

    def __init__(self, clock: WorldClock, history: History, shop: Shop, secret: str = SECRET) -> None:
        super().__init__(clock, history)
        self.shop = shop
        self.secret = secret
        self.statuses: tuple[str, ...] = STATUSES
        self.orders = Orders()
        self.gone = False
        self._seen: set[str] = set()

    @property
    def webhook_url(self) -> str:
        """Where the desk sends status messages."""
        return f"{self.url}{PATH}"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/orders", self._page),
            web.post(PATH, self._take),
            web.head(PATH, self._glance),
        ]

    def operation(self, request: web.Request) -> str:
        return {"POST": "webhook", "HEAD": "look"}.get(request.method, "page") if request.path == PATH else "page"

    async def place(self, *, bearer: bool = False) -> tuple[CmsOrder, Answer]:
        """A customer orders; the desk is told, and its answer is given back."""
        placed = self.keep(self.shop.orders.write())
        send = self.shop.send_json if bearer else self.shop.send_signed
        return placed, await send(placed.order)

    def keep(self, order: ShopOrder) -> CmsOrder:
        """Into the list, without telling anybody."""
        return self.orders.add(order)

    async def change(
        self, number: str, *, status: str = "", paid: bool | None = None, items: tuple[Item, ...] = ()
    ) -> Answer:
        """The shop's staff changes an order; the desk is told of the whole order. What is not given stays as it is.

        Raises KeyError for an unknown order, ValueError for an unknown status.
        """
        kept = self.orders.find(number)
        if kept is None:
            raise KeyError(number)
        if status and self.statuses and status not in self.statuses:
            raise ValueError(f"there is no status {status}")
        kept.status = status or kept.status
        kept.paid = kept.paid if paid is None else paid
        kept.order = replace(kept.order, items=items or kept.order.items)
        self.note("changed", order=number, status=kept.status, paid=kept.paid, total=kept.order.total)
        return await self.shop.send_change(kept.order, kept.status, paid=kept.paid)

    def delete(self, number: str) -> None:
        """Somebody throws an order away. Raises KeyError."""
        self.orders.remove(number)

    def break_down(self, kind: str, *, times: int | None = None, seconds: float = 30.0, pause: int = 0) -> Fault:
        """One of unavailable, hang, reset, lost (the work is done). ``pause``: seconds that it asks to wait."""
        headers = {"Retry-After": str(pause)} if pause else {}
        fault = Fault(DOWN[kind], "webhook", times, status=503, body="down", seconds=seconds, headers=headers)
        return self.faults.add(fault)

    def answer_with(self, status: int, body: str = "", **headers: str) -> Fault:
        """Every message is answered so, and changes nothing, until ``mend``."""
        return self.faults.add(Fault("status", "webhook", None, status=status, body=body, headers=headers))

    def mend(self) -> None:
        self.faults.clear()
        self.gone = False

    async def _page(self, _request: web.Request) -> web.Response:
        return web.Response(text=draw(self.orders.all()), content_type="text/html")

    async def _glance(self, _request: web.Request) -> web.Response:
        return web.Response(status=410 if self.gone else 405, headers={"Allow": "POST"})

    async def _take(self, request: web.Request) -> web.Response:
        if self.gone:
            return _answer(410, error="no messages are wanted here any more")
        body = await request.read()
        try:
            message_id = verify(self.secret, request.headers, body, self.clock.now())
        except Forged as forged:
            return _answer(401, error=str(forged))
        if message_id in self._seen:
            return _answer(200, status="known")
        return self._apply(message_id, request.content_type, body)

    def _apply(self, message_id: str, content_type: str, body: bytes) -> web.Response:
        try:
            told = json.loads(body)
            kind, _, data = told["type"], told["timestamp"], told["data"]
            number, source, status = (data[key] for key in ("order_id", "source", "status"))
        except (ValueError, KeyError, TypeError):
            return _answer(400, error="type, timestamp and data with order_id, source and status are needed")
        if content_type != "application/json":
            return _answer(415, error="JSON is needed")
        if kind != "order.status" or source != self.shop.source:
            return _answer(202, status="ignored")
        return self._move(message_id, number, status)

    def _move(self, message_id: str, number: Any, status: Any) -> web.Response:
        order = self.orders.find(number) if isinstance(number, str) else None
        if order is None:
            return _answer(404, error=f"there is no order {number}")
        if not isinstance(status, str) or not status or (self.statuses and status not in self.statuses):
            return _answer(422, error=f"there is no status {status}")
        self._seen.add(message_id)
        order.status = status
        order.told.append((message_id, status))
        self.note("status", order=number, status=status)
        return _answer(200, status="ok")


def _answer(code: int, **told: str) -> web.Response:
    return web.json_response(told, status=code)
