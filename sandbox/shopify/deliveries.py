"""Events to subscribers: signed, tried again for four hours, at least once, in no promised order.

https://shopify.dev/docs/apps/build/webhooks
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from sandbox.kit.post import Post
from sandbox.shopify.order import write_time

# Eight more tries over four hours; the exact spacing is not published.
PAUSES = (60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3840.0, 6780.0)
FAILURES = 8  # in a row: the subscription is removed
SECONDS = 5.0  # real ones, for the whole answer


@dataclass(slots=True)
class Subscription:
    """``topic`` is the word of the schema, ``ORDERS_CREATE``."""

    id: int
    topic: str
    uri: str
    created_at: datetime
    failures: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes out, and goes out again, unchanged."""

    subscription: Subscription
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Deliveries(Post[Delivery]):
    """One more knob: ``plain_headers`` for the newer names. ``note`` hears of every try, and whether it was taken."""

    shop: str
    secret: str
    version: str
    sleep: Callable[[float], Awaitable[None]]
    note: Callable[[Delivery, bool], None]
    plain_headers: bool = False

    def write(self, to: list[Subscription], topic: str, body: bytes, now: datetime) -> list[Delivery]:
        """One event as the deliveries that leave now. All share the event's id, each has one of its own."""
        event = self._uuid()
        written = [Delivery(it, self._headers(topic, body, event, now), body) for it in to for _ in range(self.copies)]
        return self.keep_back([it for it in written if not self.loses()])

    async def send(self, one: Delivery) -> None:
        """Until it is taken, or given up, or the subscription is gone."""
        if self.delay:
            await self.sleep(self.delay)
        for pause in (*PAUSES, None):
            if one.subscription.removed or await self._try(one):
                return
            if pause is not None:
                await self.sleep(pause)

    async def _try(self, delivery: Delivery) -> bool:
        subscription = delivery.subscription
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
                session.post(
                    subscription.uri, data=delivery.body, headers=delivery.headers, allow_redirects=False
                ) as answer,
            ):
                taken = 200 <= answer.status < 300
        except (TimeoutError, aiohttp.ClientError):
            taken = False
        subscription.failures = 0 if taken else subscription.failures + 1
        subscription.removed = subscription.removed or subscription.failures >= FAILURES
        self.note(delivery, taken)
        return taken

    def _headers(self, topic: str, body: bytes, event: str, now: datetime) -> dict[str, str]:
        told = {
            "Topic": topic,
            "Hmac-Sha256": sign(self.secret, body),
            "Shop-Domain": self.shop,
            "API-Version": self.version,
            "Webhook-Id": self._uuid(),
            "Event-Id": event,
            "Triggered-At": write_time(now) or "",
        }
        prefix = "shopify-" if self.plain_headers else "X-Shopify-"
        return {f"{prefix}{name}": value for name, value in told.items()} | {"Content-Type": "application/json"}

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def topic_of(word: str) -> str:
    """``ORDERS_PARTIALLY_FULFILLED`` is ``orders/partially_fulfilled`` in headers."""
    thing, _, happening = word.lower().partition("_")
    return f"{thing}/{happening}"
