"""What a fresh store has: statuses with their names, ways to pay and to deliver, goods and buyers."""

from typing import Any

Row = dict[str, Any]

# id, type (O: order, D: delivery), name in Russian, name in English
STATUSES = (
    ("N", "O", "Принят, ожидается оплата", "Accepted, awaiting payment"),
    ("P", "O", "Оплачен, формируется к отправке", "Paid, preparing for shipment"),
    ("S", "O", "Отправлен", "Shipped"),
    ("F", "O", "Выполнен", "Completed"),
    ("D", "O", "Отменён", "Cancelled"),
    ("DN", "D", "Ожидает обработки", "Awaiting processing"),
    ("DF", "D", "Отгружен", "Shipped"),
    ("DD", "D", "Отменён", "Cancelled"),
)
COLORS = {"N": "#BEEDF1", "F": "#7BD500", "D": "#FF5752"}

PAY_SYSTEMS = {48: "Банковская карта", 1: "Наличные курьеру"}
DELIVERIES = {1: "Доставка курьером", 3: "Самовывоз"}
# product id, name, article, price of the catalogue, price of the sale
GOODS = (
    (348, "Часы «Север»", "W-SEVER-01", 12900, 12900),
    (349, "Часы «Полёт»", "W-POLET-01", 18900, 17010),
    (350, "Ремешок кожаный, 20 мм", "S-LEATHER-20", 1900, 1900),
)
BUYERS = (
    ("Анна Смирнова", "+7 999 000-11-22", "anna@example.com", "Казань, ул. Баумана, 1"),
    ("Пётр Лебедев", "8 (999) 000-33-44", "petr@example.com", "Тверь, Советская ул., 5"),
)


def statuses() -> list[Row]:
    return [
        {"id": code, "type": kind, "notify": "Y", "color": COLORS.get(code, ""), "sort": n * 10, "xmlId": None}
        for n, (code, kind, *_) in enumerate(STATUSES, 1)
    ]


def languages() -> list[Row]:
    return [
        {"statusId": code, "lid": lid, "name": name, "description": ""}
        for code, _, russian, english in STATUSES
        for lid, name in (("ru", russian), ("en", english))
    ]
