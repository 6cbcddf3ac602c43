"""Events of the shop: signed, at least once, in no promised order.

https://shopify.dev/docs/apps/build/webhooks
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from desk.errors import Rejected, Unauthorised
from desk.exchange.hints import StoreHint
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from integrations.shopify.config import Shopify
from integrations.shopify.parts import NAME
from integrations.shopify.payload import read_payload
from integrations.shopify.values import text

Payload = Mapping[str, Any]

PLACED = "orders/create"
ORDERS = {
    PLACED,
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/partially_fulfilled",
}
PRIVACY = {
    "customers/data_request": "a customer asks which data of theirs you keep",
    "customers/redact": "a customer's data must be erased",
    "shop/redact": "the shop's data must be erased",
}


class ShopifyHook:
    """``POST /hooks/shopify``. Without a secret it is closed."""

    name = NAME
    success = b""

    def __init__(self, config: Shopify) -> None:
        self._shop = config.shop.casefold()
        self._secrets = config.secrets

    def verify(self, request: InboundRequest) -> None:
        """Of the request only the body is signed. Raises Rejected for a genuine one that lacks what we need."""
        if not self._secrets:
            raise Unauthorised("events of Shopify are not accepted: webhook_secret is not set")
        given = header(request, "hmac-sha256").encode("utf-8", "replace")
        if not any(hmac.compare_digest(sign(secret, request.body), given) for secret in self._secrets):
            raise Unauthorised("the signature of the event is missing or wrong")
        if header(request, "shop-domain").casefold() != self._shop:
            raise Unauthorised("the event is of another shop")
        if not request.body:
            raise Rejected("the event is empty")
        if not header(request, "topic") or not _event(request):
            raise Rejected("the event lacks its topic, or its id")

    def delivery_id(self, request: InboundRequest) -> str:
        """One event may come by several subscriptions, each with a webhook id of its own: the event's id counts."""
        return ":".join((_topic(request), _event(request), _subject(read_body(request))))

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        payload, topic = read_body(request), _topic(request)
        if topic in ORDERS:
            order = read_payload(payload, request.received_at)
            return [StoreHint(NAME, need(payload.get("id")), order, first=topic == PLACED)]
        reader = READERS.get(topic)
        return [reader(payload)] if reader else [_about_others(topic, payload)]


def sign(secret: str, body: bytes) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))


def header(request: InboundRequest, name: str) -> str:
    """Newer deliveries name their headers without the prefix."""
    return request.headers.get(f"shopify-{name}") or request.headers.get(f"x-shopify-{name}", "")


def read_body(request: InboundRequest) -> dict[str, Any]:
    """Raises Rejected for what is no JSON object."""
    try:
        payload = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        payload = None
    if not isinstance(payload, dict):
        raise Rejected("the event is no JSON object")
    return payload


def need(number: Any) -> str:
    """The number of an order. Raises Rejected."""
    ref = text(number)
    if not (ref.isascii() and ref.isdecimal()):
        raise Rejected("the event names no order", field="id")
    return ref


def _topic(request: InboundRequest) -> str:
    return header(request, "topic").lower()


def _event(request: InboundRequest) -> str:
    return header(request, "event-id") or header(request, "webhook-id")


def _subject(payload: Payload) -> str:
    edit = payload.get("order_edit")
    return text(payload.get("id")) or text(edit.get("id") if isinstance(edit, dict) else "")


def _about_deletion(payload: Payload) -> HookFact:
    """The topic is not signed, the body is: that of a living order, sent on under this topic, deletes nothing."""
    if "line_items" in payload or "updated_at" in payload:
        raise Rejected("a deleted order is named by its id alone", field="id")
    return StoreHint(NAME, need(payload.get("id")), gone=True)


def _about_edit(payload: Payload) -> HookFact:
    edit = payload.get("order_edit")
    return StoreHint(NAME, need(edit.get("order_id") if isinstance(edit, dict) else ""))


def _about_refund(payload: Payload) -> HookFact:
    return StoreHint(NAME, need(payload.get("order_id")))


def _about_leaving(_payload: Payload) -> HookFact:
    return Notice("app_uninstalled", "Shopify: our app was removed from the shop; its tokens are dead", alarm=True)


def _about_others(topic: str, payload: Payload) -> HookFact:
    data = {"topic": topic, "id": _subject(payload)}
    if topic in PRIVACY:
        customer = payload.get("customer")
        data["id"] = text(customer.get("id") if isinstance(customer, dict) else payload.get("shop_id"))
        return Notice("privacy", f"Shopify: {PRIVACY[topic]} ({data['id']})", alarm=True, data=data)
    return Notice("unknown", f"Shopify: {topic} {data['id']}".strip(), data=data)


READERS: Mapping[str, Callable[[Payload], HookFact]] = {
    "orders/delete": _about_deletion,
    "orders/edited": _about_edit,
    "refunds/create": _about_refund,
    "app/uninstalled": _about_leaving,
}
