"""The state of the store: plain rows that a test may read and change. Rows keep their names of ``sale.*``."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.bitrix_site import seed

Row = dict[str, Any]
COLLECTIONS = ("basketItems", "propertyValues", "payments", "shipments", "clients", "tradeBindings")


@dataclass(slots=True)
class Site:
    """``happened`` collects events of one request, as (name, id). Moments are kept aware, and written when told."""

    now: Callable[[], datetime]
    zone: timezone = timezone(timedelta(hours=3))
    orders: dict[int, Row] = field(default_factory=dict)
    statuses: list[Row] = field(default_factory=seed.statuses)
    languages: list[Row] = field(default_factory=seed.languages)
    admin: bool = True
    happened: list[tuple[str, int]] = field(default_factory=list)
    _ids: dict[str, "itertools.count[int]"] = field(default_factory=dict)

    def next_id(self, what: str, first: int = 1) -> int:
        return next(self._ids.setdefault(what, itertools.count(first)))

    def has_status(self, code: Any, kind: str) -> bool:
        return any(row["id"] == code and row["type"] == kind for row in self.statuses)

    def find(self, collection: str, number: int) -> tuple[Row, Row] | None:
        """An order, and one row of a collection of it."""
        rows = ((order, row) for order in self.orders.values() for row in order[collection])
        return next((pair for pair in rows if pair[1]["id"] == number), None)

    def save(self, order: Row, *others: tuple[str, int]) -> None:
        """What is derived is derived anew, and everybody is told; equal events of one request are one."""
        shipments = [row for row in order["shipments"] if row["system"] == "N"]
        goods = sum(item["price"] * item["quantity"] for item in order["basketItems"])
        order["price"] = goods + sum(row["priceDelivery"] for row in shipments)
        order["payed"] = _flag(row["paid"] == "Y" for row in order["payments"])
        order["deducted"] = _flag(row["deducted"] == "Y" for row in shipments)
        order["dateUpdate"] = self.now().replace(microsecond=0)
        order["version"] += 1
        for event in (*others, ("ONORDERENTITYSAVED", order["id"]), ("ONSALEORDERSAVED", order["id"])):
            if event not in self.happened:
                self.happened.append(event)

    def delete(self, number: int) -> None:
        """Raises KeyError."""
        del self.orders[number]
        self.happened += [("ONSALEBEFOREORDERDELETE", number), ("ONORDERDELETED", number)]


def _flag(all_of: Any) -> str:
    flags = list(all_of)
    return "Y" if flags and all(flags) else "N"
