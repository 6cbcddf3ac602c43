"""The hand of the test or of a page: what buyers and the shop's staff do, and how it looks to them."""

from typing import Any

from sandbox.bitrix_site import seed
from sandbox.bitrix_site.methods import pay, ship, update
from sandbox.bitrix_site.site import Row, Site


def place(site: Site, *, buyer: int = 0, goods: tuple[int, ...] = (0, 2), delivery: int = 1, **fields: Any) -> int:
    """Somebody orders; ``goods`` and ``buyer`` count through the lists of the seed. Returns the order's id."""
    number = site.next_id("order", 236)
    now = site.now().replace(microsecond=0)
    order: Row = {
        "id": number,
        "accountNumber": str(number + 156),
        "lid": "s1",
        "personTypeId": 3,
        "statusId": "N",
        "currency": "RUB",
        "canceled": "N",
        "reasonCanceled": "",
        "userId": 1,
        "userDescription": "",
        "comments": "",
        "responsibleId": 1,
        "discountValue": 0,
        "taxValue": 0,
        "dateInsert": now,
        "dateUpdate": now,
        "dateStatus": now,
        "dateCanceled": None,
        "xmlId": f"bx_{number:08x}",
        "externalOrder": "N",
        "marked": "N",
        "reasonMarked": "",
        "version": 0,
        "basketItems": [write_item(site, *seed.GOODS[index]) for index in goods],
        "propertyValues": write_properties(site, *seed.BUYERS[buyer % len(seed.BUYERS)]),
        "payments": [],
        "shipments": [_shipment(site, number, delivery)],
        "clients": [],
        "tradeBindings": [],
    } | fields
    site.orders[number] = order
    site.save(order)
    order["payments"].append(_payment(site, order))
    return number


def write_item(
    site: Site, product_id: int, name: str, article: str, base: float, price: float, quantity: float = 1
) -> Row:
    """One row of a basket."""
    codes = {"CML2_ARTICLE": article, "PRODUCT.XML_ID": str(1000000000 + product_id)}
    return {
        "id": site.next_id("item", 255),
        "productId": product_id,
        "name": name,
        "price": price,
        "basePrice": base,
        "discountPrice": base - price,
        "quantity": quantity,
        "currency": "RUB",
        "measureCode": "796",
        "productXmlId": str(1000000000 + product_id),
        "xmlId": f"bx_{product_id:08x}",
        "properties": [{"code": code, "name": code, "value": value} for code, value in codes.items()],
    }


def set_status(site: Site, number: int, code: str) -> None:
    update(site, {"id": number, "fields": {"statusId": code}})


def cancel(site: Site, number: int, reason: str = "") -> None:
    update(site, {"id": number, "fields": {"canceled": "Y", "reasonCanceled": reason}})


def pay_all(site: Site, number: int) -> None:
    for row in site.orders[number]["payments"]:
        pay(site, {"id": row["id"], "fields": {"paySystemId": row["paySystemId"], "paid": "Y"}})


def ship_all(site: Site, number: int) -> None:
    for row in site.orders[number]["shipments"]:
        fields = {"allowDelivery": "Y", "deducted": "Y", "statusId": "DF"}
        kept = {"deliveryId": row["deliveryId"], "priceDelivery": row["priceDelivery"]}
        ship(site, {"id": row["id"], "fields": fields | kept})


def set_lines(site: Site, number: int, items: list[Row]) -> None:
    order = site.orders[number]
    order["basketItems"] = items
    site.save(order)


def set_property(site: Site, number: int, code: str, value: Any) -> None:
    """Raises KeyError for a property that the order has not got."""
    order = site.orders[number]
    found = {row["code"]: row for row in order["propertyValues"]}
    found[code]["value"] = value
    site.save(order)


def write_properties(site: Site, name: str, phone: str, email: str, address: str) -> list[Row]:
    """What the buyer was asked."""
    values = {"FIO": name, "EMAIL": email, "PHONE": phone, "CONTACT_ADDRESS": None, "ADDRESS": address}
    return [
        {"id": site.next_id("value", 1514), "code": code, "name": code, "orderPropsId": n, "value": value}
        for n, (code, value) in enumerate(values.items(), 20)
    ]


def _payment(site: Site, order: Row) -> Row:
    return {
        "id": site.next_id("payment", 123),
        "orderId": order["id"],
        "paid": "N",
        "datePaid": None,
        "sum": order["price"],
        "currency": "RUB",
        "paySystemId": 48,
        "paySystemName": seed.PAY_SYSTEMS[48],
        "isReturn": "N",
    }


def _shipment(site: Site, number: int, delivery: int) -> Row:
    return {
        "id": site.next_id("shipment", 338),
        "orderId": number,
        "statusId": "DN",
        "allowDelivery": "N",
        "deducted": "N",
        "canceled": "N",
        "system": "N",
        "trackingNumber": "",
        "deliveryId": delivery,
        "deliveryName": seed.DELIVERIES[delivery],
        "basePriceDelivery": 500,
        "priceDelivery": 500,
    }
