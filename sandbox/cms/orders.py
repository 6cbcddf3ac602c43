"""What the shop's staff sees: every order with its status, and how it came to it."""

from dataclasses import dataclass, field

from sandbox.shop.orders import ShopOrder

NEW = "new"


@dataclass(slots=True)
class CmsOrder:
    """``told`` are the statuses that came from the desk, oldest first, with the ids of their messages."""

    order: ShopOrder
    status: str = NEW
    paid: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.order.order_id


class Orders:
    """By number, in the order of their coming."""

    def __init__(self) -> None:
        self._rows: dict[str, CmsOrder] = {}

    def add(self, order: ShopOrder) -> CmsOrder:
        """One that stands there already keeps its status: only what was ordered is new."""
        kept = self._rows.setdefault(order.order_id, CmsOrder(order))
        kept.order = order
        return kept

    def find(self, number: str) -> CmsOrder | None:
        return self._rows.get(number)

    def remove(self, number: str) -> None:
        """Raises KeyError."""
        del self._rows[number]

    def all(self) -> list[CmsOrder]:
        return list(self._rows.values())
