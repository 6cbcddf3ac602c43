"""What people do on the account's pages, and what a test or the demo's page may look at."""

from datetime import datetime
from typing import Any

from sandbox.retailcrm import customers, orders, references, writing
from sandbox.retailcrm.account import Account, Author, Key
from sandbox.retailcrm.stock import Row


class Hand:
    """Everything here is done by a person, and the history says so. Methods raise KeyError for what is not there."""

    account: Account

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}

    def issue_key(self, value: str, *, sites: tuple[str, ...] | None = None) -> Key:
        """A key of the API, with every right; take rights away in its ``scopes``."""
        self.keys[value] = Key(value, sites=sites)
        return self.keys[value]

    def revoke(self, value: str = "") -> None:
        """A key stops working; all of them without a name."""
        for key in [value] if value else list(self.keys):
            del self.keys[key]

    def seed_customer(self, *phones: str, at: datetime | None = None, site: str = "main", **fields: Any) -> int:
        """Somebody who was there before. ``fields`` in the API's words."""
        given = {"firstName": "Иван", "phones": [{"number": it} for it in phones]} | fields
        number = customers.add(self.account, given, site)
        if at:
            self.account.customers[number]["createdAt"] = at
        return number

    def seed_corporate(self, contact: int, **fields: Any) -> int:
        """A company; its orders have ``contact`` for their person."""
        number = self.seed_customer(firstName=fields.pop("name", "ООО «Ромашка»"), **fields)
        self.account.customers[number]["type"] = "customer_corporate"
        self.account.customers[contact]["isContact"] = True
        return number

    def place(
        self,
        customer: int | None = None,
        *,
        site: str = "main",
        at: datetime | None = None,
        user: int = 19,
        **fields: Any,
    ) -> int:
        """Somebody enters an order by hand. ``total``: what it comes to, whatever is in it."""
        total = fields.pop("total", None)
        given = ({"customer": {"id": customer}} if customer else {}) | fields
        row = writing.add(self.account, Author(user=user), given, site)
        row["total"] = total
        if at:
            row["createdAt"] = at
        return int(row["id"])

    def edit(self, number: int, *, user: int = 19, **fields: Any) -> None:
        """Any fields of an order, in the API's words."""
        writing.change(self.account, Author(user=user), self.account.orders[number], fields)

    def set_status(self, number: int, status: str) -> None:
        self.edit(number, status=status)

    def set_items(self, number: int, *items: tuple[str, float, float]) -> None:
        """Each: name, price, quantity. What the order comes to follows from them."""
        self.account.orders[number]["total"] = None
        rows = [{"productName": name, "initialPrice": price, "quantity": count} for name, price, count in items]
        self.edit(number, items=rows)

    def mark(self, number: int, code: str, value: str) -> None:
        """Somebody types into an additional field; an empty value clears it."""
        self.edit(number, customFields={code: value})

    def delete(self, number: int) -> None:
        writing.delete(self.account, Author(), number)

    def make_field(self, code: str, name: str = "", *, entity: str = "order", **more: Any) -> None:
        references.add_field(self.account, entity, {"code": code, "name": name or code, "inFilter": True} | more)

    def orders(self) -> list[Row]:
        """As the API tells them, the oldest first."""
        return [orders.view(self.account, row) for row in self.account.orders.values()]

    def order(self, number: int) -> Row:
        return orders.view(self.account, self.account.orders[number])

    def customers(self) -> list[Row]:
        return [customers.view(self.account, row) for row in self.account.customers.values()]

    def customer(self, number: int) -> Row:
        return customers.view(self.account, self.account.customers[number])
