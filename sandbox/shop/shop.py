"""The shop's backend: hands orders to a desk, and insists until they are taken."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.shop.orders import OrderBook, ShopOrder
from sandbox.shop.shapes import envelope, flat, form_pairs, parted, standing, write_php_json
from sandbox.shop.signing import PREFIX, delivery_id, signed_headers

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to one order: HTTP status (0: none came), its text, and how many tries it took."""

    status: int
    text: str
    tries: int

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.text)


class Shop:
    """``pauses`` are world seconds between tries; ``()`` sends once. ``timeout`` is real seconds of one try."""

    name = "shop"

    def __init__(
        self, clock: WorldClock, history: History, desk_url: str, secret: str, source: str = "site", *, seed: int = 1
    ) -> None:
        self.clock = clock
        self.history = history
        self.desk_url = desk_url.rstrip("/")
        self.secret = secret
        self.source = source
        self.orders = OrderBook(clock, seed)
        self.pauses: tuple[float, ...] = (5.0, 60.0, 300.0, 1800.0)
        self.timeout = 10.0

    async def send_article(self, order: ShopOrder, *, conv_id: str = "31754", ref: str | None = None) -> Answer:
        """The upload of the published case; ``ref`` is the customer's address there, so that is the default."""
        body = write_php_json(envelope(order, conv_id, order.ip if ref is None else ref))
        path = f"/api/1/json/public/{conv_id}/{quote(self.secret, safe='')}"
        headers = {"Content-Type": _FORM, "Accept": "application/json, text/javascript, */*; q=0.01"}
        return await self._insist("article", order, path, body, lambda: headers)

    async def send_json(self, order: ShopOrder) -> Answer:
        return await self._insist("json", order, self._address, _write_json(flat(order)), self._bearer(_JSON))

    async def send_parted(self, order: ShopOrder) -> Answer:
        """JSON with ``server``, ``cookies`` and ``post``, as the PHP snippet of the documentation sends it."""
        return await self._insist("parted", order, self._address, _write_json(parted(order)), self._bearer(_JSON))

    async def send_form(self, order: ShopOrder) -> Answer:
        body = urlencode(list(form_pairs(flat(order)))).encode()
        return await self._insist("form", order, self._address, body, self._bearer(_FORM))

    async def send_multipart(self, order: ShopOrder) -> Answer:
        boundary = f"----order{order.order_id}"
        body = _write_multipart(list(form_pairs(flat(order))), boundary)
        kind = f"multipart/form-data; boundary={boundary}"
        return await self._insist("multipart", order, self._address, body, self._bearer(kind))

    async def send_signed(self, order: ShopOrder) -> Answer:
        """Every try carries the same id and a fresh time. Raises ValueError when the secret is no ``whsec_`` one."""
        body = _write_json(flat(order))
        headers = self._signed(order.order_id, body)
        return await self._insist("signed", order, self._address, body, headers)

    async def send_change(self, order: ShopOrder, status: str, *, paid: bool) -> Answer:
        """The whole order as it stands now: signed where the secret is for that, else with it as bearer token."""
        at = self.clock.now().isoformat()
        body = _write_json(standing(order, status, paid=paid, updated_at=at))
        signing = self.secret.startswith(PREFIX)
        headers = self._signed(f"{order.order_id} {at}", body) if signing else self._bearer(_JSON)
        return await self._insist("change", order, self._address, body, headers)

    @property
    def _address(self) -> str:
        return f"/orders/{quote(self.source, safe='')}"

    def _bearer(self, kind: str) -> Callable[[], Headers]:
        return lambda: {"Content-Type": kind, "Authorization": f"Bearer {self.secret}"}

    def _signed(self, what: str, body: bytes) -> Callable[[], Headers]:
        message_id = delivery_id(self.source, what)
        return lambda: {"Content-Type": _JSON} | signed_headers(self.secret, message_id, self.clock.now(), body)

    async def _insist(
        self, way: str, order: ShopOrder, path: str, body: bytes, headers: Callable[[], Headers]
    ) -> Answer:
        for n, pause in enumerate((*self.pauses, None), 1):
            status, text, wait = await self._try(way, order, path, body, headers())
            answer = Answer(status, text, n)
            if answer.taken or pause is None:
                break
            await self.clock.sleep(max(pause, wait))
        return answer

    async def _try(
        self, way: str, order: ShopOrder, path: str, body: bytes, headers: Headers
    ) -> tuple[int, str, float]:
        """Status, text and the seconds the desk asked to wait."""
        shown = path.replace(quote(self.secret, safe=""), "***") if self.secret else path
        self._note("request", operation=way, order=order.order_id, path=shown, body=body.decode())
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timeout)) as session,
                session.post(f"{self.desk_url}{path}", data=body, headers=headers, allow_redirects=False) as answer,
            ):
                status, text, wait = answer.status, await answer.text(), answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as trouble:
            status, text, wait = 0, type(trouble).__name__, ""
        self._note("answer", operation=way, order=order.order_id, status=status, body=text)
        return status, text, float(wait) if wait.isdecimal() else 0.0

    def _note(self, what: str, **data: Any) -> None:
        self.history.add(self.clock.now().isoformat(), self.name, what, **data)


def _write_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _write_multipart(pairs: list[tuple[str, str]], boundary: str) -> bytes:
    """Fields only, as a browser writes them (RFC 7578): quotes and line ends in names never occur here."""
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
    )
    return f"{fields}--{boundary}--\r\n".encode()
