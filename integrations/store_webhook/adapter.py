"""The port ``OrderStore`` for a store that can only be told."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

import orjson

from desk.errors import Rejected
from desk.exchange.model import StoreOrder
from desk.exchange.ports import OrderPage
from desk.ports import Clock, Health
from desk.signing import sign_headers
from integrations.http import REDIRECTS, SERVER_ERROR
from integrations.store_webhook.client import GONE, StoreClient

EVENT = "order.status"
PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class WebhookStore:
    """Its orders come by ``POST /orders/{source}``. Setting a status is *idempotent*: a message has one id for ever."""

    name = "store_webhook"
    readable = False

    def __init__(self, client: StoreClient, source: str, secret: str, clock: Clock) -> None:
        self._client = client
        self._source = source
        self._secret = secret
        self._clock = clock

    async def read(self, ref: str) -> StoreOrder | None:
        raise Rejected("this store cannot be asked for its orders: it sends them, and is told of their status")

    async def set_status(self, ref: str, status: str, key: str) -> None:
        """Raises Rejected with the store's own words, Temporary for what may pass."""
        now = self._clock.now()
        body = write_message(self._source, ref, status, now)
        signed = sign_headers(self._secret, message_id(key), int(now.timestamp()), body)
        await self._client.tell({"Content-Type": "application/json", **signed}, body)

    async def changed_since(self, cursor: str, _begun: datetime | None = None) -> OrderPage:
        """Nothing is ever found: what changes, the store sends by itself."""
        return OrderPage((), cursor)

    async def statuses(self) -> Sequence[str]:
        return ()

    def order_url(self, ref: str) -> str:
        return ""

    async def check(self) -> Health:
        """Looks at the address and sends nothing. Raises Rejected for one that may not be, Temporary out of reach."""
        answer = await self._client.look()
        said = f"the store answers HTTP {answer.status}"
        if answer.status == GONE:
            return Health(False, "the store wants no messages at this address any more (410 Gone)")
        if answer.status >= SERVER_ERROR:
            return Health(False, said)
        moved = "; redirects are not followed" if answer.status in REDIRECTS else ""
        return Health(True, f"{said} to a look{moved}")


def write_message(source: str, ref: str, status: str, now: datetime) -> bytes:
    data = {"order_id": ref, "source": source, "status": status}
    return orjson.dumps({"type": EVENT, "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data})


def message_id(key: str) -> str:
    """The same for every try. A full stop would let the signed text be cut elsewhere, so such a key is hashed."""
    return key if PLAIN_ID.fullmatch(key) else f"msg_{hashlib.sha256(key.encode()).hexdigest()[:32]}"
