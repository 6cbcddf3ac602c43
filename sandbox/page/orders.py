"""Orders sent from the page's form: by the shop's backend, in the background, until the desk takes them."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sandbox.kit.clock import WorldClock
from sandbox.page.errands import Errands
from sandbox.shop.cities import CITIES, City
from sandbox.shop.orders import Item, OrderBook, ShopOrder
from sandbox.shop.shop import Answer, Shop
from sandbox.world.storefront import Storefront

Way = Literal["article", "json"]
Json = dict[str, Any]


@dataclass(slots=True)
class Sent:
    """``answer`` is None while the shop is still trying."""

    order: ShopOrder
    way: Way
    answer: Answer | None = None

    @property
    def taken(self) -> bool:
        """Corezoid's answer is 200 in any case and tells of each operation whether it was taken."""
        if self.answer is None or not self.answer.taken:
            return False
        operations = self._told.get("ops")
        return self.way != "article" or (isinstance(operations, list) and operations[0].get("proc") == "ok")

    @property
    def lead(self) -> int | None:
        """The desk's number of the lead, where the answer holds one; Corezoid's does not."""
        found = self._told.get("lead")
        return found if isinstance(found, int) else None

    @property
    def _told(self) -> Json:
        try:
            told = json.loads(self.answer.text) if self.answer else None
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


def show_order(sent: Sent) -> Json:
    """``status`` is null while the shop is still trying, 0 when nobody answered its last try."""
    answer = sent.answer
    return {
        "order_id": sent.order.order_id,
        "way": sent.way,
        "status": answer.status if answer else None,
        "taken": sent.taken,
        "lead": sent.lead,
        "text": answer.text[:400] if answer else "",
        "tries": answer.tries if answer else 0,
    }


class Orders:
    """Those with a number stand in the store's own list as well."""

    def __init__(self, shop: Shop, store: Storefront | None, errands: Errands) -> None:
        self._shop = shop
        self._store = store
        self._errands = errands
        self.sent: list[Sent] = []

    def sample(self) -> Json:
        """The next invented customer, as fields of the form."""
        order = self._shop.orders.write()
        return {
            "order_id": order.order_id,
            "name": order.name,
            "phone": order.phone,
            "email": order.email,
            "city": order.city.name,
            "comment": order.comment,
            "items": [{"sku": item.sku, "quantity": item.quantity} for item in order.items],
            "partner": order.utm.get("utm_source", ""),
            "calls": bool(order.consent.get("calls")),
            "advertising": bool(order.consent.get("advertising")),
        }

    async def send(self, order: ShopOrder, way: Way) -> Sent:
        """Returns after some seconds at the latest; the shop goes on trying by itself."""
        sent = Sent(order, way)
        self.sent.append(sent)
        if order.order_id and self._store:
            self._store.keep(order)
        await self._errands.run(self._deliver(sent))
        return sent

    async def _deliver(self, sent: Sent) -> None:
        """The article gives the customer's address as ``ref``; here it is the order, so that a town may share one."""
        if sent.way == "article":
            sent.answer = await self._shop.send_article(sent.order, ref=sent.order.order_id)
        else:
            sent.answer = await self._shop.send_json(sent.order)


def read_order(form: Json, clock: WorldClock) -> ShopOrder:
    """An order of the form's fields. Raises ValueError for an unknown town or article."""
    at = clock.now().isoformat(timespec="seconds")
    city = find_city(_text(form, "city"))
    order_id = _text(form, "order_id")
    partner = _text(form, "partner")
    return ShopOrder(
        order_id=order_id,
        name=_text(form, "name"),
        phone=_text(form, "phone"),
        email=_text(form, "email"),
        city=city,
        ip=city.address(sum(map(ord, order_id)) % 16),
        items=tuple(_read_item(line) for line in form.get("items", [])),
        at=at,
        comment=_text(form, "comment"),
        utm={"utm_source": partner, "utm_medium": "partner"} if partner else {},
        consent={
            "calls": form.get("calls") is True,
            "advertising": form.get("advertising") is True,
            "text": "Согласен на звонок и сообщения о заказе",
            "at": at,
        },
    )


def find_city(name: str) -> City:
    found = next((city for city in CITIES if city.name == name), None)
    if found is None:
        raise ValueError(f"there is no town {name!r}")
    return found


@cache
def goods() -> dict[str, Item]:
    """What the shop sells, by article: everything its invented customers ever order."""
    book = OrderBook(WorldClock(), seed=0)
    written = [item for _ in range(200) for item in book.write().items]
    return {item.sku: item for item in sorted(written, key=lambda item: (item.category != "watches", item.price))}


def _read_item(line: Json) -> Item:
    item = goods().get(_text(line, "sku"))
    quantity = line.get("quantity")
    if item is None or not isinstance(quantity, int) or not 1 <= quantity <= 99:
        raise ValueError(f"no such line: {line}")
    return Item(item.sku, item.name, quantity, item.price, item.category)


def _text(form: Json, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text")
    return value.strip()
