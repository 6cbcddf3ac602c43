"""The hand of the test or of the demo's page: what customers and the shop's people do. Each act tells subscribers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.kit.clock import WorldClock
from sandbox.shopify.order import Line, Order, Parcel, Row, Variant, write_money, write_time
from sandbox.shopify.payload import write_order
from sandbox.shopify.shop import FIRST_NUMBER, FIRST_ORDER, Shop

ADDRESS = {
    "first_name": "Анна",
    "last_name": "Смирнова",
    "address1": "Тверская, 1",
    "address2": "кв. 5",
    "city": "Москва",
    "province_code": "MOW",
    "zip": "125009",
    "country_code": "RU",
    "phone": "+79990001122",
}
CUSTOMER = {"id": "700100", "first_name": "Анна", "last_name": "Смирнова", "email": "anna@example.com"}
WATCH = Line(0, "Часы «Север»", "W-SEVER-01", Decimal("12900.00"), product_type="watches", product_id=222)


class Control:
    shop: Shop
    clock: WorldClock

    def place(self, lines: Iterable[Line] = (WATCH,), *, parcels: int = 1, **fields: Any) -> Order:
        """A customer orders. ``fields`` are those of the order; lines get their ids here."""
        now = self.clock.now().replace(microsecond=0)
        usual: dict[str, Any] = {
            "email": CUSTOMER["email"],
            "phone": ADDRESS["phone"],
            "customer": dict(CUSTOMER),
            "shipping": dict(ADDRESS),
            "billing": dict(ADDRESS),
            "way": "Курьер",
            "way_price": Decimal("350.00"),
        }
        order = Order(
            id=self.shop.next_id("order", FIRST_ORDER),
            number=self.shop.next_id("number", FIRST_NUMBER),
            created_at=now,
            updated_at=now,
            lines=[self._number(line) for line in lines],
            parcels=[Parcel(self.shop.next_id("parcel", 1), location=f"Place {n}") for n in range(parcels)],
            **(usual | {"currency": self.shop.currency} | fields),
        )
        self.shop.put(order)
        return order

    def sell(self, sku: str, title: str, price: Decimal, product_type: str = "", stock: int | None = None) -> Variant:
        """From now on the shop has this product."""
        number = self.shop.next_id("variant", 1)
        variant = Variant(number, 1000 + number, title, sku, price, product_type, stock)
        self.shop.variants.append(variant)
        return variant

    def edit(self, order: Order, **fields: Any) -> None:
        """Somebody changes a note, an address, the tags …"""
        for name, value in fields.items():
            setattr(order, name, value)
        self.shop.touch(order)

    def edit_lines(self, order: Order, quantities: Mapping[str, int], more: Iterable[Line] = ()) -> None:
        """How many of each article are left, and what is new. Tells only that there was an edit, and then the order."""
        for line in order.lines:
            line.current = quantities.get(line.sku, line.current)
        order.lines += [self._number(line) for line in more]
        edit = {"id": self.shop.next_id("edit", 1), "order_id": order.id, "committed_at": write_time(self.clock.now())}
        self.shop.tell("ORDERS_EDITED", {"order_edit": edit})
        self.shop.touch(order)

    def pay(self, order: Order) -> None:
        self.shop.pay(order)

    def send(self, order: Order) -> None:
        """Everything that is open is packed and sent."""
        self.shop.fulfil(order, [parcel.id for parcel in order.open_parcels()])

    def cancel(self, order: Order, reason: str = "customer") -> None:
        self.shop.cancel(order, reason)

    def refund(self, order: Order) -> None:
        order.financial = "refunded"
        self.shop.tell("REFUNDS_CREATE", {"id": self.shop.next_id("refund", 1), "order_id": order.id})
        self.shop.touch(order)

    def delete(self, order: Order) -> None:
        self.shop.delete(order)

    def uninstall(self) -> None:
        """The shop's owner removes our app."""
        self.shop.tell("APP_UNINSTALLED", {"id": 1, "domain": self.shop.domain})

    def payload(self, order: Order) -> Row:
        """As an event would show it now."""
        return write_order(order, redacted=self.shop.redacted)

    def listing(self) -> list[Row]:
        """All orders, the newest first, as people see them in the shop."""
        return [_row(it) for it in sorted(self.shop.orders.values(), key=lambda it: it.id, reverse=True)]

    def _number(self, line: Line) -> Line:
        return replace(line, id=self.shop.next_id("line", 1), current=line.quantity)


def _row(order: Order) -> Row:
    customer = order.customer or {}
    return {
        "id": order.id,
        "name": order.name,
        "customer": f"{customer.get('first_name', '')} {customer.get('last_name', '')}".strip(),
        "total": write_money(order.total),
        "currency": order.currency,
        "financial": order.financial,
        "fulfillment": order.fulfillment or "unfulfilled",
        "cancelled": order.cancelled_at is not None,
        "tags": sorted(order.tags),
        "updated_at": write_time(order.updated_at),
    }
