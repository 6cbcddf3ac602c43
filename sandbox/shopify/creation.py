"""``orderCreate``: an order that an application makes, in one piece. Nothing of it is idempotent.

https://shopify.dev/docs/api/admin-graphql/latest/mutations/orderCreate
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.shopify.graph import show_order
from sandbox.shopify.order import Address, Line, Order, Parcel, Row, Variant
from sandbox.shopify.refusals import UserMistake
from sandbox.shopify.shop import FIRST_NUMBER, FIRST_ORDER, Shop

Given = dict[str, Any]
NAMES = {
    "firstName": "first_name",
    "lastName": "last_name",
    "provinceCode": "province_code",
    "countryCode": "country_code",
}
PHONE = re.compile(r"\+\d{7,15}")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Creation:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def create(self, asked: Given) -> Row:
        given, options = asked["order"], asked.get("options") or {}
        _check_buyer(given)
        if not given.get("lineItems"):
            raise UserMistake("Line items must have at least one line item", "order", "lineItems")
        lines = [self._line(row, str(n), given) for n, row in enumerate(given["lineItems"])]
        self._claim(given["lineItems"], options.get("inventoryBehaviour") or "BYPASS")
        order = self._order(given, lines)
        if options.get("sendReceipt"):
            self._shop.mailed.append(order.id)
        self._shop.put(order)
        return {"order": show_order(order, redacted=self._shop.redacted)}

    def _order(self, given: Given, lines: list[Line]) -> Order:
        now = self._shop.now().replace(microsecond=0)
        return Order(
            id=self._shop.next_id("order", FIRST_ORDER),
            number=self._shop.next_id("number", FIRST_NUMBER),
            created_at=now,
            updated_at=now,
            lines=lines,
            currency=given.get("currency") or self._shop.currency,
            financial=(given.get("financialStatus") or "PENDING").lower(),
            parcels=[Parcel(self._shop.next_id("parcel", 1))],
            shipping=_address(given.get("shippingAddress")),
            billing=_address(given.get("billingAddress")),
            email=given.get("email"),
            phone=given.get("phone"),
            note=given.get("note"),
            tags=list(given.get("tags") or []),
            test=bool(given.get("test")),
            source_identifier=given.get("sourceIdentifier"),
        )

    def _line(self, row: Given, place: str, given: Given) -> Line:
        where = ("order", "lineItems", place)
        variant = self._variant(row.get("variantId"), where)
        if variant is None and not row.get("title"):
            raise UserMistake("Title can't be blank", *where, "title")
        if row["quantity"] < 1:
            raise UserMistake("Quantity must be greater than or equal to 1", *where, "quantity")
        price = _price(row.get("priceSet"), variant, given, where)
        number, quantity = self._shop.next_id("line", 1), row["quantity"]
        if variant is None:
            return Line(number, row["title"], row.get("sku") or "", price, quantity, current=quantity)
        named = {"product_type": variant.product_type, "product_id": variant.product_id}
        return Line(number, variant.title, variant.sku, price, quantity, current=quantity, **named)  # type: ignore[arg-type]

    def _variant(self, gid: str | None, where: tuple[str, ...]) -> Variant | None:
        found = next((it for it in self._shop.variants if it.gid == gid), None)
        if gid and found is None:
            raise UserMistake("Variant does not exist", *where, "variantId")
        return found

    def _claim(self, rows: list[Given], behaviour: str) -> None:
        """What is counted is taken from the stock, unless the caller bypasses it."""
        if behaviour == "BYPASS":
            return
        wanted = [(it, row["quantity"]) for row in rows for it in self._shop.variants if it.gid == row.get("variantId")]
        obeys = behaviour == "DECREMENT_OBEYING_POLICY"
        if obeys and any(it.stock is not None and it.stock < quantity for it, quantity in wanted):
            raise UserMistake("Unable to reserve inventory", "order", "lineItems")
        for it, quantity in wanted:
            it.stock = None if it.stock is None else it.stock - quantity


def _check_buyer(given: Given) -> None:
    if (phone := given.get("phone")) and not PHONE.fullmatch(phone):
        raise UserMistake("Phone is invalid", "order", "phone")
    if (email := given.get("email")) and not MAIL.fullmatch(email):
        raise UserMistake("Email is invalid", "order", "email")


def _price(bag: Given | None, variant: Variant | None, given: Given, where: tuple[str, ...]) -> Decimal:
    if bag is None:
        if variant is None:
            raise UserMistake("Price can't be blank", *where, "priceSet")
        return variant.price
    money = bag["shopMoney"]
    if given.get("currency") and money["currencyCode"] != given["currency"]:
        raise UserMistake("Currency must be the order's own", *where, "priceSet")
    try:
        return Decimal(str(money["amount"]))
    except InvalidOperation:
        raise UserMistake("Price is not a number", *where, "priceSet") from None


def _address(given: Given | None) -> Address | None:
    if not given:
        return None
    return {NAMES.get(name, name): value for name, value in given.items() if value is not None}
