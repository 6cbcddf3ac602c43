"""A Shopify shop as its staff sees it: an order has no status there, so what it is in is told in one word."""

from decimal import Decimal
from typing import Any

from sandbox.kit.fake import Fake
from sandbox.shop.orders import ShopOrder
from sandbox.shopify.deliveries import Subscription
from sandbox.shopify.fake import ShopifyFake
from sandbox.shopify.order import Line, Order
from sandbox.shopify.schema import SCHEMA
from sandbox.world.storefront import CANCELLED, LATEST, MANAGERS, STAGES, Change, Json

OURS = "ringdesk:"  # tags by which the desk says what Shopify has no state for
PENDING, PAID, SHIPPED = "pending", "paid", "shipped"


class ShopifyFront:
    kind = "shopify"

    def __init__(self, fake: ShopifyFake) -> None:
        self._fake = fake

    @property
    def fake(self) -> Fake:
        return self._fake

    def connect(self, public_url: str) -> None:
        """As if its subscriptions had been made: Shopify itself sends to https only."""
        shop, uri = self._fake.shop, f"{public_url}/hooks/shopify"
        for topic in sorted(SCHEMA.enums["WebhookSubscriptionTopic"] - {"PRODUCTS_UPDATE"}):
            shop.subscriptions.append(Subscription(shop.next_id("subscription", 1), topic, uri, shop.now()))

    def settings(self) -> Json:
        section = {
            "shop": self._fake.shop.domain,
            "api_url": self._fake.url,
            "access_token": self._fake.access.fixed,
            "webhook_secret": self._fake.access.client_secret,
        }
        return {"store": {"use": "shopify"}, "shopify": section, "order_sync": {"stages": STAGES, "managers": MANAGERS}}

    def show(self) -> Json:
        latest = sorted(self._fake.shop.orders.values(), key=lambda it: it.id, reverse=True)[:LATEST]
        return {
            "statuses": dict.fromkeys((PENDING, PAID, SHIPPED, CANCELLED), ""),
            "orders": [_show(one) for one in latest],
        }

    def keep(self, order: ShopOrder) -> None:
        """What the site's form posts to the desk is no order of Shopify's."""

    async def place(self, order: ShopOrder) -> None:
        first, _, last = order.name.partition(" ")
        person = {"first_name": first, "last_name": last, "phone": order.phone}
        address = person | {"address1": "Тверская, 1", "city": order.city.name, "country_code": "RU", "zip": "125009"}
        self._fake.place(
            [self._line(it.sku, it.name, it.price, it.category, it.quantity) for it in order.items],
            email=order.email or None,
            phone=order.phone,
            customer=person | {"id": "1", "email": order.email},
            shipping=address,
            billing=address,
            note=order.comment or None,
            landing_site="/?" + "&".join(f"{name}={value}" for name, value in order.utm.items()) if order.utm else None,
        )

    async def change(self, number: str, change: Change) -> None:
        order = next((it for it in self._fake.shop.orders.values() if it.name.lstrip("#") == number), None)
        if order is None or order.cancelled_at:
            raise ValueError(f"there is no order {number} to change")
        if change.quantity:
            self._fake.edit_lines(order, {order.lines[0].sku: change.quantity})
        elif change.status == CANCELLED:
            self._fake.cancel(order)
        elif change.status == SHIPPED:
            self._fake.send(order)
        elif (change.paid or change.status == PAID) and order.financial != PAID:
            self._fake.pay(order)
        else:
            raise ValueError("what is paid or sent in Shopify stays so")

    def _line(self, sku: str, title: str, price: int, category: str, quantity: int) -> Line:
        """Whatever is ordered is a product of the shop's from then on, with its category."""
        known = next((it for it in self._fake.shop.variants if it.sku == sku), None)
        variant = known or self._fake.sell(sku, title, Decimal(price), category)
        named: dict[str, Any] = {"product_type": category, "product_id": variant.product_id}
        return Line(0, title, sku, Decimal(price), quantity, **named)


def _show(order: Order) -> Json:
    cancelled = order.cancelled_at is not None
    said = [tag.removeprefix(OURS) for tag in order.tags if tag.startswith(OURS)]
    state = SHIPPED if order.fulfillment == "fulfilled" else PAID if order.financial == PAID else PENDING
    status = CANCELLED if cancelled else said[-1] if said else state
    return {
        "number": order.name.lstrip("#"),
        "name": " ".join(filter(None, ((order.billing or {}).get(key) for key in ("first_name", "last_name")))),
        "total": float(order.total if cancelled else order.current_total),
        "status": status,
        "paid": order.financial == PAID,
        "over": cancelled or status == "completed",
        "lines": [{"name": it.title, "quantity": it.quantity if cancelled else it.current} for it in order.lines],
    }
