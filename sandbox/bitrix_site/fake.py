"""The site on its own port."""

import json
from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Any

from aiohttp import web

from sandbox.bitrix24 import errors, php
from sandbox.bitrix24.access import Access, Webhook
from sandbox.bitrix24.control import breakdown
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.events import Event, Events
from sandbox.bitrix24.limits import Bucket
from sandbox.bitrix24.params import read_params
from sandbox.bitrix24.rest import method_name
from sandbox.bitrix24.tokens import Tokens
from sandbox.bitrix_site import control
from sandbox.bitrix_site.rest import Rest
from sandbox.bitrix_site.site import Row, Site
from sandbox.bitrix_site.writing import write_whole
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.kit.history import History

SCOPES = ("sale", "user_basic")
ACTIONS = {"ONSALEORDERSAVED": "save", "ONSALEBEFOREORDERDELETE": "delete"}


class BitrixSiteFake(Fake):
    """Knobs: ``limits_enabled``, ``bucket``, ``events`` (delay, copies, lose, hold), ``faults``, ``rest.store``.

    State in ``site``; what people do there (``place``, ``set_status``, ``cancel`` …) tells the event handlers.
    """

    name = "bitrix_site"

    def __init__(
        self,
        clock: WorldClock,
        history: History,
        *,
        user_id: int = 1,
        secret: str = "sandboxsitesecret",  # noqa: S107  a fake's password
        application_token: str = "sandboxsitetoken",  # noqa: S107
        scopes: Iterable[str] = SCOPES,
        utc_offset_hours: int = 3,
    ) -> None:
        super().__init__(clock, history)
        self.application_token = application_token
        self.site = Site(clock.now, timezone(timedelta(hours=utc_offset_hours)))
        self.webhook = Webhook(user_id, secret, frozenset(scopes))
        self.access = Access([self.webhook], Tokens(clock.now), "", frozenset())
        self.rest = Rest(self.site)
        self.bucket = Bucket()
        self.limits_enabled = True
        self.events = Events(clock.sleep)
        self.handlers: list[tuple[str, str]] = []

    @property
    def webhook_url(self) -> str:
        return f"{self.url}/rest/{self.webhook.user_id}/{self.webhook.secret}/"

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/rest/{user}/{secret}/{method:.*}", self._called)]

    def operation(self, request: web.Request) -> str:
        """The lower-cased name of the method."""
        return method_name(request.path.rstrip("/").rpartition("/")[2])

    def bind(self, event: str, handler: str) -> None:
        """An outgoing webhook made on the site's page."""
        self.handlers.append((event.upper(), handler))

    def break_down(self, kind: str, match: str = "*", *, times: int | None = None, seconds: float = 30.0) -> Fault:
        """As a portal breaks down: html, unavailable, rate, internal, drop, hang, lost, lost_hang, cut …"""
        return self.faults.add(breakdown(kind, match, times, seconds))

    def mend(self) -> None:
        self.faults.clear()

    def close_webhook(self) -> None:
        """The incoming webhook is deleted: INVALID_CREDENTIALS."""
        self.access.webhooks.clear()

    def orders(self) -> list[Row]:
        """As ``sale.order.get`` tells them, oldest first."""
        return [write_whole(order, self.site.zone) for order in self.site.orders.values()]

    def order(self, number: int) -> Row:
        """Raises KeyError."""
        return write_whole(self.site.orders[number], self.site.zone)

    def place(self, **fields: Any) -> int:
        """A buyer orders; returns the order's id. Words as in ``control.place``."""
        number = control.place(self.site, **fields)
        self._flush()
        return number

    def save(self, number: int) -> None:
        """After a row was changed by hand."""
        self.site.save(self.site.orders[number])
        self._flush()

    def set_status(self, number: int, code: str) -> None:
        control.set_status(self.site, number, code)
        self._flush()

    def cancel(self, number: int, reason: str = "") -> None:
        control.cancel(self.site, number, reason)
        self._flush()

    def pay(self, number: int) -> None:
        control.pay_all(self.site, number)
        self._flush()

    def ship(self, number: int) -> None:
        control.ship_all(self.site, number)
        self._flush()

    def delete(self, number: int) -> None:
        self.site.delete(number)
        self._flush()

    def set_lines(self, number: int, *goods: tuple[int, str, str, float, float, float]) -> None:
        """Each: product id, name, article, price of the catalogue, price, quantity."""
        control.set_lines(self.site, number, [control.write_item(self.site, *one) for one in goods])
        self._flush()

    def set_property(self, number: int, code: str, value: Any) -> None:
        control.set_property(self.site, number, code, value)
        self._flush()

    def release_events(self, *, shuffle: bool = False) -> int:
        """Send what ``events.hold`` kept back, and return how many."""
        return self.send_held(self.events, shuffle=shuffle)

    async def _called(self, request: web.Request) -> web.StreamResponse:
        try:
            return _json(200, await self._answered(request))
        except RestError as refused:
            return _json(refused.status, refused.body())
        finally:
            self._flush()

    async def _answered(self, request: web.Request) -> Row:
        if self.limits_enabled and not self.bucket.admits(request.remote or "", self.clock.now()):
            raise errors.too_many()
        caller = self.access.webhook(request.match_info["user"], request.match_info["secret"])
        return self.rest.answer(caller, method_name(request.match_info["method"]), await read_params(request))

    def _flush(self) -> None:
        happened = list(self.site.happened)
        self.site.happened.clear()
        for name, number in happened:
            self.note("event", event=name, id=number)
            for n, (wanted, handler) in enumerate(self.handlers, 1):
                if wanted == name:
                    for event in self.events.take(Event(handler, self._payload(name, number, n))):
                        self.run(self.events.send(event))

    def _payload(self, event: str, number: int, handler_id: int) -> Row:
        """Only the id is told; which one, an order's or a payment's, follows from the event."""
        fields: Row = {"ID": number}
        if event in ACTIONS:
            fields |= {"XML_ID": f"bx_{number:08x}", "ACTION": ACTIONS[event]}
        auth = {
            "domain": self.url.partition("://")[2],
            "client_endpoint": f"{self.url}/rest/",
            "member_id": "5f0d2b0d5c1f4b0a9f3d6d2f1c7e8a90",
            "application_token": self.application_token,
        }
        ts = int(self.clock.now().timestamp())
        return {"event": event, "event_handler_id": handler_id, "data": {"FIELDS": fields}, "ts": ts, "auth": auth}


def _json(status: int, body: Row) -> web.Response:
    # PHP escapes slashes and everything beyond ASCII.
    text = json.dumps(php.empty_to_list(body)).replace("/", "\\/")
    return web.Response(status=status, text=text, content_type="application/json")
