"""What can be done, by the names of the schema's mutations. Every refusal is a row of ``userErrors``."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.shopify.creation import Creation
from sandbox.shopify.deliveries import Subscription
from sandbox.shopify.graph import show_order
from sandbox.shopify.looks import Arguments, Looks, show_subscription
from sandbox.shopify.order import Order, Row
from sandbox.shopify.refusals import UserMistake
from sandbox.shopify.shop import Shop

PAYABLE = ("pending", "authorized", "partially_paid")
LONGEST_TAG = 255


class Changes:
    """``cancel_later`` ends a cancellation: the real service does so in a job of its own."""

    def __init__(self, shop: Shop, looks: Looks, cancel_later: Callable[[Order, str], Awaitable[None]]) -> None:
        self._shop = shop
        self._looks = looks
        self._cancel_later = cancel_later
        self.roots: dict[str, Callable[[Arguments], Awaitable[Row]]] = {
            "orderCreate": Creation(shop).create,
            "tagsAdd": self._add_tags,
            "tagsRemove": self._remove_tags,
            "orderMarkAsPaid": self._mark_paid,
            "orderCancel": self._cancel,
            "fulfillmentCreate": self._fulfil,
            "webhookSubscriptionCreate": self._subscribe,
            "webhookSubscriptionDelete": self._unsubscribe,
        }

    async def _add_tags(self, asked: Arguments) -> Row:
        order = self._need(asked["id"], "id")
        if any(len(tag) > LONGEST_TAG for tag in asked["tags"]):
            raise UserMistake("Tag is too long", "tags")
        self._shop.tag(order, asked["tags"])
        return {"node": {"id": order.gid}}

    async def _remove_tags(self, asked: Arguments) -> Row:
        order = self._need(asked["id"], "id")
        self._shop.untag(order, asked["tags"])
        return {"node": {"id": order.gid}}

    async def _mark_paid(self, asked: Arguments) -> Row:
        order = self._need(asked["input"]["id"], "id")
        if order.financial not in PAYABLE or order.cancelled_at:
            raise UserMistake("Order cannot be marked as paid.", "id")
        self._shop.pay(order)
        return {"order": show_order(order, redacted=self._shop.redacted)}

    async def _cancel(self, asked: Arguments) -> Row:
        order = self._need(asked["orderId"], "orderId")
        if order.cancelled_at or order.id in self._shop.cancelling:
            raise UserMistake("Order has already been canceled.", "orderId")
        if any(parcel.status == "CLOSED" for parcel in order.parcels):
            raise UserMistake("Cannot cancel an order with fulfilled items.", "orderId")
        self._shop.cancelling.add(order.id)
        if asked.get("refund") and order.financial == "paid":
            order.financial = "refunded"
        if asked.get("notifyCustomer"):
            self._shop.mailed.append(order.id)
        await self._cancel_later(order, asked["reason"])
        return {"job": {"id": f"gid://shopify/Job/{order.id}", "done": order.cancelled_at is not None}}

    async def _fulfil(self, asked: Arguments) -> Row:
        rows = asked["fulfillment"]["lineItemsByFulfillmentOrder"]
        wanted = [_number(row["fulfillmentOrderId"]) for row in rows]
        owners = [it for it in self._shop.orders.values() if {parcel.id for parcel in it.parcels} & set(wanted)]
        if len(owners) != 1:
            raise UserMistake("Fulfillment order does not exist.", "fulfillment")
        able = {parcel.id: parcel.location for parcel in owners[0].open_parcels()}
        if owners[0].cancelled_at or not set(wanted) <= able.keys():
            raise UserMistake("Fulfillment order is not in a fulfillable state.", "fulfillment")
        if len({able[it] for it in wanted}) > 1:
            raise UserMistake("All fulfillment orders must be assigned to the same location.", "fulfillment")
        if asked["fulfillment"].get("notifyCustomer"):
            self._shop.mailed.append(owners[0].id)
        self._shop.fulfil(owners[0], wanted)
        return {"fulfillment": {"id": f"gid://shopify/Fulfillment/{wanted[0]}", "status": "SUCCESS"}}

    async def _subscribe(self, asked: Arguments) -> Row:
        topic, uri = asked["topic"], asked["webhookSubscription"].get("uri") or ""
        if not urlsplit(uri).hostname:
            raise UserMistake("Address is invalid", "webhookSubscription", "uri")
        if any(it.topic == topic and it.uri == uri and not it.removed for it in self._shop.subscriptions):
            raise UserMistake("Address for this topic has already been taken", "webhookSubscription", "uri")
        made = Subscription(self._shop.next_id("subscription", 1), topic, uri, self._shop.now())
        self._shop.subscriptions.append(made)
        return {"webhookSubscription": show_subscription(made)}

    async def _unsubscribe(self, asked: Arguments) -> Row:
        found = next((it for it in self._shop.subscriptions if it.id == _number(asked["id"])), None)
        if found is None or found.removed:
            raise UserMistake("Webhook subscription does not exist", "id")
        found.removed = True
        return {"deletedWebhookSubscriptionId": asked["id"]}

    def _need(self, gid: str, field: str) -> Order:
        if (order := self._looks.find(gid)) is None:
            raise UserMistake("Order does not exist", field, code="NOT_FOUND")
        return order


def refused(root: str, mistake: UserMistake) -> dict[str, Any]:
    """The payload of a mutation that was understood and refused."""
    row = {"field": mistake.field, "message": str(mistake)}
    nothing = dict.fromkeys(
        ("node", "order", "job", "fulfillment", "webhookSubscription", "deletedWebhookSubscriptionId")
    )
    own = {"orderCancelUserErrors": [row | {"code": mistake.code}]} if root == "orderCancel" else {}
    return nothing | {"userErrors": [row]} | own


def _number(gid: str) -> int:
    digits = gid.rpartition("/")[2]
    return int(digits) if digits.isdecimal() else 0
