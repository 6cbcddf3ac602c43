"""The store of this world, whichever it is: what its staff sees and does, and how a desk is connected to it."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from sandbox.cms.fake import CmsFake
from sandbox.cms.orders import CmsOrder
from sandbox.kit.fake import Fake
from sandbox.shop.orders import ShopOrder

LATEST = 30
MOST = 99  # pieces
CANCELLED = "cancelled"
MANAGERS = {"watches": "anna@example.com", "*": "boris@example.com"}
STAGES = {
    "Взять в работу": "processing",
    "Получить оплату": "awaiting_payment",
    "Отправка товара": "shipped",
    "won": "completed",
    "lost": "cancelled",
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One of them. ``quantity`` is that of the first line; the status ``cancelled`` cancels in every store."""

    status: str = ""
    paid: bool | None = None
    quantity: int | None = None


class Storefront(Protocol):
    """``kind`` as ``ringdesk demo --store`` calls it. Methods raise ValueError for what makes no sense."""

    kind: str

    @property
    def fake(self) -> Fake: ...
    def connect(self, public_url: str) -> None:
        """The store's events come to this desk; its fake must have been started."""
        ...

    def settings(self) -> Json:
        """Sections of ``ringdesk.toml``."""
        ...

    def show(self) -> Json:
        """``statuses`` (code and, where the store has one, its name) and ``orders``, the newest first."""
        ...

    def keep(self, order: ShopOrder) -> None:
        """Somebody ordered by the site's form, which is told to the desk by the site itself."""
        ...

    async def place(self, order: ShopOrder) -> None: ...
    async def change(self, number: str, change: Change) -> None: ...


class CmsFront:
    """It posts what its staff changes, and is told of statuses by signed messages."""

    kind = "cms"

    def __init__(self, fake: CmsFake) -> None:
        self._fake = fake

    @property
    def fake(self) -> Fake:
        return self._fake

    def connect(self, public_url: str) -> None:
        """The shop knows its desk by itself."""

    def settings(self) -> Json:
        section = {"url": self._fake.webhook_url, "secret": self._fake.secret, "allow_private": True}
        return {
            "store": {"use": "webhook"},
            "store_webhook": section,
            "order_sync": {"stages": STAGES, "managers": MANAGERS},
        }

    def show(self) -> Json:
        latest = self._fake.orders.all()[-LATEST:]
        return {"statuses": dict.fromkeys(self._fake.statuses, ""), "orders": [_show(one) for one in reversed(latest)]}

    def keep(self, order: ShopOrder) -> None:
        self._fake.keep(order)

    async def place(self, order: ShopOrder) -> None:
        self._fake.keep(order)
        await self._fake.shop.send_json(order)

    async def change(self, number: str, change: Change) -> None:
        kept = self._fake.orders.find(number)
        if kept is None:
            raise ValueError(f"there is no order {number}")
        first, *others = kept.order.items
        items = (replace(first, quantity=change.quantity), *others) if change.quantity else ()
        await self._fake.change(number, status=change.status, paid=change.paid, items=items)


def _show(one: CmsOrder) -> Json:
    return {
        "number": one.number,
        "name": one.order.name,
        "total": one.order.total,
        "status": one.status,
        "paid": one.paid,
        "over": one.status in ("completed", CANCELLED),
        "lines": [{"name": it.name, "quantity": it.quantity} for it in one.order.items],
    }
