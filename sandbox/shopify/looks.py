"""What can be asked, by the names of the schema's roots."""

from collections.abc import Callable, Collection
from typing import Any

from sandbox.shopify.deliveries import Subscription
from sandbox.shopify.execution import connect
from sandbox.shopify.graph import show_order, show_variant
from sandbox.shopify.order import Order, Row, write_time
from sandbox.shopify.shop import Shop, fits_variant, matches

Arguments = dict[str, Any]

SORTS = {"UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt", "PROCESSED_AT": "processedAt", "ID": "id"}
ALL_ORDERS = "read_all_orders"


class Looks:
    """``scopes``: what the app has been granted."""

    def __init__(self, shop: Shop, scopes: Callable[[], Collection[str]]) -> None:
        self._shop = shop
        self._scopes = scopes
        self.roots: dict[str, Callable[[Arguments], Row | None]] = {
            "shop": self._tell_shop,
            "currentAppInstallation": self._tell_app,
            "order": self._show_order,
            "orders": self._list_orders,
            "productVariants": self._list_variants,
            "webhookSubscriptions": self._list_subscriptions,
        }

    def find(self, gid: str) -> Order | None:
        return next((it for it in self._visible() if it.gid == gid), None)

    def _visible(self) -> list[Order]:
        return self._shop.visible(old=ALL_ORDERS in self._scopes())

    def _tell_shop(self, _arguments: Arguments) -> Row:
        return {
            "id": "gid://shopify/Shop/1",
            "name": self._shop.title,
            "myshopifyDomain": self._shop.domain,
            "currencyCode": self._shop.currency,
            "ianaTimezone": "Europe/Moscow",
        }

    def _tell_app(self, _arguments: Arguments) -> Row:
        scopes = [{"handle": it} for it in sorted(self._scopes())]
        return {"id": "gid://shopify/AppInstallation/1", "accessScopes": scopes}

    def _show_order(self, arguments: Arguments) -> Row | None:
        found = self.find(arguments["id"])
        return show_order(found, redacted=self._shop.redacted) if found else None

    def _list_orders(self, arguments: Arguments) -> Row:
        key = SORTS[arguments.get("sortKey") or "PROCESSED_AT"]
        query = arguments.get("query") or ""
        known = self._shop.now() - self._shop.index_lag
        found = [it for it in self._visible() if not query or (it.created_at <= known and matches(it, query))]
        rows = [show_order(it, redacted=self._shop.redacted) for it in found]

        def mark(row: Any) -> str:
            return f"{row[key]}/{int(row['legacyResourceId']):020}"

        return _page(sorted(rows, key=mark, reverse=bool(arguments.get("reverse"))), mark, arguments)

    def _list_variants(self, arguments: Arguments) -> Row:
        found = [it for it in self._shop.variants if fits_variant(it, arguments.get("query") or "")]
        return _page([show_variant(it) for it in found], lambda row: str(row["id"]), arguments)

    def _list_subscriptions(self, arguments: Arguments) -> Row:
        rows = [show_subscription(it) for it in self._shop.subscriptions if not it.removed]
        return _page(rows, lambda row: str(row["id"]), arguments)


def show_subscription(row: Subscription) -> Row:
    return {
        "id": f"gid://shopify/WebhookSubscription/{row.id:012}",
        "topic": row.topic,
        "uri": row.uri,
        "format": "JSON",
        "createdAt": write_time(row.created_at),
    }


def _page(rows: list[Row], mark: Callable[[Any], str], arguments: Arguments) -> Row:
    page: Row = connect(rows, mark)(arguments["first"], arguments.get("after"))
    return page
