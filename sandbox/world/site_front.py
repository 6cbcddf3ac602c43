"""A site on 1C-Bitrix as its staff sees it, with two statuses of the shop's own."""

from sandbox.bitrix24.errors import RestError
from sandbox.bitrix_site.control import write_item, write_properties
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.bitrix_site.seed import STATUSES
from sandbox.bitrix_site.site import Row
from sandbox.kit.fake import Fake
from sandbox.shop.orders import ShopOrder
from sandbox.world.storefront import CANCELLED, LATEST, MANAGERS, Change, Json

OWN = (("W", "В работе", "In work"), ("A", "Ждёт оплаты", "Awaiting payment"))
STAGES = {  # by the names that people read on the site
    "Новый заказ": "Принят, ожидается оплата",
    "Взять в работу": "В работе",
    "Получить оплату": "Ждёт оплаты",
    "Отправка товара": "Отправлен",
    "won": "Выполнен",
    "lost": "Отменён",
}
OVER = ("F", "D")
FIRST_PRODUCT = 348


class SiteFront:
    kind = "bitrix-site"

    def __init__(self, fake: BitrixSiteFake) -> None:
        self._fake = fake
        for code, russian, english in OWN:
            fake.site.statuses.append({"id": code, "type": "O", "notify": "Y", "color": "", "sort": 25, "xmlId": None})
            names = {"ru": russian, "en": english}
            rows = ({"statusId": code, "lid": lid, "name": name, "description": ""} for lid, name in names.items())
            fake.site.languages.extend(rows)

    @property
    def fake(self) -> Fake:
        return self._fake

    def connect(self, public_url: str) -> None:
        for event in ("ONSALEORDERSAVED", "ONORDERDELETED"):
            self._fake.bind(event, f"{public_url}/hooks/bitrix_site")

    def settings(self) -> Json:
        section = {"webhook_url": self._fake.webhook_url, "application_token": self._fake.application_token}
        sync = {"stages": STAGES, "managers": {"*": MANAGERS["*"]}}
        return {"store": {"use": "bitrix_site"}, "bitrix_site": section, "order_sync": sync}

    def show(self) -> Json:
        names = {code: russian for code, kind, russian, _english in STATUSES if kind == "O"}
        shown = names | {code: russian for code, russian, _english in OWN} | {CANCELLED: names["D"]}
        latest = list(self._fake.site.orders.values())[-LATEST:]
        return {
            "statuses": {code: name for code, name in shown.items() if code != "D"},
            "orders": [_show(it) for it in reversed(latest)],
        }

    def keep(self, order: ShopOrder) -> None:
        """What another form posts to the desk is no order of this site's."""

    async def place(self, order: ShopOrder) -> None:
        buyer = (order.name, order.phone, order.email, f"{order.city.name}, Советская ул., 5")
        site = self._fake.site
        items = [
            write_item(site, n, it.name, it.sku, it.price, it.price, it.quantity)
            for n, it in enumerate(order.items, FIRST_PRODUCT)
        ]
        bought = {"basketItems": items, "propertyValues": write_properties(site, *buyer)}
        self._fake.place(goods=(), userDescription=order.comment, **bought)

    async def change(self, number: str, change: Change) -> None:
        order = next((it for it in self._fake.site.orders.values() if it["accountNumber"] == number), None)
        if order is None:
            raise ValueError(f"there is no order {number}")
        try:
            self._change(order, change)
        except RestError as refused:
            raise ValueError(str(refused)) from None

    def _change(self, order: Row, change: Change) -> None:
        if change.quantity:
            order["basketItems"][0]["quantity"] = change.quantity
            self._fake.save(order["id"])
        elif change.status == CANCELLED:
            self._fake.cancel(order["id"])
        elif change.status:
            self._fake.set_status(order["id"], change.status)
        elif change.paid:
            self._fake.pay(order["id"])
        else:
            raise ValueError("a payment is not taken back here")


def _show(order: Row) -> Json:
    names = {row["code"]: row["value"] for row in order["propertyValues"]}
    cancelled = order["canceled"] == "Y" or order["statusId"] == "D"
    return {
        "number": order["accountNumber"],
        "name": names["FIO"],
        "total": float(order["price"]),
        "status": CANCELLED if cancelled else order["statusId"],
        "paid": order["payed"] == "Y",
        "over": cancelled or order["statusId"] in OVER,
        "lines": [{"name": it["name"], "quantity": int(it["quantity"])} for it in order["basketItems"]],
    }
