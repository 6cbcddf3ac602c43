"""What stands between us and the shop, seen from outside."""

from collections.abc import Iterator

from desk.ports import Health
from integrations.shopify import documents
from integrations.shopify.client import Client, as_dict, as_rows
from integrations.shopify.config import Shopify

# One of each row is needed; a right to write holds the one to read.
PARCELS = tuple(f"write_{whose}_fulfillment_orders" for whose in ("merchant_managed", "assigned", "third_party"))
NEEDED = (("read_orders", "write_orders"), ("write_orders",), ("read_products", "write_products"), PARCELS)
ALL_ORDERS = "read_all_orders"
CUSTOMERS = ("read_customers", "write_customers")


async def examine(client: Client, config: Shopify) -> Health:
    """Every right that is missing is named. Raises what asking raises."""
    data = await client.run("CheckAccess", documents.CHECK)
    shop = as_dict(data.get("shop"))
    rows = as_rows(as_dict(data.get("currentAppInstallation")).get("accessScopes"))
    granted = {str(row.get("handle")) for row in rows}
    found = [*_strange(str(shop.get("myshopifyDomain") or ""), config), *_missing(granted)]
    detail = f"{shop.get('name') or config.shop} ({config.shop}), {shop.get('currencyCode') or 'currency unknown'}"
    if ALL_ORDERS not in granted:
        detail += "; without read_all_orders an order looks deleted after 60 days"
    if not granted & set(CUSTOMERS):
        detail += "; without read_customers a customer's name is that of the address"
    return Health(not found, "; ".join(found) or detail)


def _strange(domain: str, config: Shopify) -> Iterator[str]:
    if domain and domain.casefold() != config.shop.casefold():
        yield f"the token is for {domain}, and not for {config.shop}"


def _missing(granted: set[str]) -> Iterator[str]:
    missing = [row[0] for row in NEEDED if not granted & set(row)]
    if missing:
        yield f"the app lacks the rights {', '.join(missing)}"
