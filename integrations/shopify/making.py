"""The port ``OrderMaker`` in the words of Shopify.

https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
"""

from collections.abc import Sequence
from typing import Any

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.exchange.model import Buyer, Line, StoreOrder
from desk.exchange.ordering import WantedOrder
from integrations.shopify import documents
from integrations.shopify.adapter import complete
from integrations.shopify.client import Client, Data, as_dict, as_rows
from integrations.shopify.order import read_order
from integrations.shopify.values import text

# Like an order at the checkout: out of stock is a refusal. Nobody is written to: that is a person's decision.
OPTIONS = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY", "sendReceipt": False, "sendFulfillmentReceipt": False}


class ShopifyMaker:
    """Our marker is the order's ``sourceIdentifier``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def find_made(self, marker: str) -> Sequence[StoreOrder]:
        """By the search, whose index is a little behind, and among the fifty newest, which are listed without it."""
        data = await self._client.run("FindMade", documents.FIND_MADE, {"query": f"source_identifier:'{marker}'"})
        rows = [*as_rows(as_dict(data.get("found")).get("nodes")), *as_rows(as_dict(data.get("newest")).get("nodes"))]
        ours = {str(row.get("id")) for row in rows if row.get("sourceIdentifier") == marker}
        return [await self._read(it) for it in sorted(ours, key=lambda it: int(it.rpartition("/")[2]))]

    async def make(self, wanted: WantedOrder) -> StoreOrder:
        """Raises Rejected with Shopify's words, Unknown when the answer was lost."""
        asked = {"order": await self._order(wanted), "options": OPTIONS}
        payload = await self._client.change("MakeOrder", documents.MAKE, asked, repeatable=False)
        made = text(as_dict(payload.get("order")).get("id"))
        if not made:
            raise Unknown("Shopify took the order and named no number", code="no_id")
        try:
            return await self._read(made)
        except (Temporary, Unauthorised, Rejected) as error:
            raise Unknown(f"Shopify took the order and did not show it: {error.reason}", code="unread") from None

    async def _read(self, gid: str) -> StoreOrder:
        data = await self._client.run("ReadOrder", documents.READ, {"id": gid})
        record = as_dict(data.get("order"))
        if not record:
            raise Temporary("Shopify does not show the order yet", code="unread")
        return read_order(await complete(self._client, record))

    async def _order(self, wanted: WantedOrder) -> Data:
        buyer = wanted.buyer
        order = {
            "sourceIdentifier": wanted.marker,
            "currency": wanted.currency or await self._currency(),
            "email": buyer.email,
            "phone": buyer.phone,
            "note": wanted.comment,
            "financialStatus": "PENDING",
            "billingAddress": _address(buyer, wanted.city),
        }
        given: Data = {name: value for name, value in order.items() if value}
        return given | {"lineItems": [await self._line(it, given["currency"]) for it in wanted.lines]}

    async def _currency(self) -> str:
        data = await self._client.run("CheckAccess", documents.CHECK)
        return text(as_dict(data.get("shop")).get("currencyCode"))

    async def _line(self, line: Line, currency: str) -> Data:
        """A product of the shop's when its article is there exactly once, else a line with a name (EX-07)."""
        if line.quantity != int(line.quantity) or line.quantity < 1:
            raise Rejected(f"Shopify counts whole pieces only, not {line.quantity}", code="quantity")
        price = {"shopMoney": {"amount": str(line.price), "currencyCode": currency}}
        variant = await self._variant(line.sku)
        named = {"variantId": variant} if variant else {"title": line.name, **({"sku": line.sku} if line.sku else {})}
        return {**named, "quantity": int(line.quantity), "priceSet": price}

    async def _variant(self, sku: str) -> str:
        if not sku or any(sign in sku for sign in "'\"\\"):
            return ""
        data = await self._client.run("FindVariants", documents.FIND_VARIANTS, {"query": f"sku:'{sku}'"})
        rows = as_rows(as_dict(data.get("productVariants")).get("nodes"))
        found = [text(row.get("id")) for row in rows if row.get("sku") == sku]
        return found[0] if len(found) == 1 else ""


def _address(buyer: Buyer, city: str) -> dict[str, Any]:
    first, _, last = buyer.name.strip().partition(" ")
    parts = {"firstName": first, "lastName": last, "phone": buyer.phone, "city": city}
    return {name: value for name, value in parts.items() if value}
