"""``sale.*`` as functions of the site and of a call's parameters. Raise RestError for every refusal."""

from collections.abc import Callable
from typing import Any

from sandbox.bitrix24 import errors, listing, php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.filters import split_key
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.params import Params
from sandbox.bitrix_site.site import Row, Site
from sandbox.bitrix_site.writing import write_order, write_whole

Method = Callable[[Site, Params], Any]

_ORDER_KINDS = {"id": "integer", "userId": "integer", "price": "double", "dateUpdate": "datetime"} | {
    "dateInsert": "datetime",
    **dict.fromkeys(("accountNumber", "statusId", "canceled", "payed", "deducted", "lid", "xmlId"), "string"),
}
_STATUS_KINDS = {"id": "string", "type": "string", "sort": "integer", "notify": "string"}
_LANGUAGE_KINDS = {"statusId": "string", "lid": "string", "name": "string"}
_EDITABLE = ("userDescription", "comments", "responsibleId", "xmlId", "marked", "reasonMarked", "reasonCanceled")


def read(site: Site, params: Params) -> Row:
    return {"order": write_whole(_order(site, params), site.zone)}


def find(site: Site, params: Params) -> Page:
    rows = _list(site, params, list(site.orders.values()), _ORDER_KINDS)
    wanted = php.as_list(params.get("select"))
    shown = [write_order(row, site.zone) for row in rows.result]
    cut = [{name: value for name, value in row.items() if not wanted or name in wanted} for row in shown]
    return Page({"orders": cut}, rows.total, rows.next)


def update(site: Site, params: Params) -> Row:
    fields, order = _fields(params), _order(site, params)
    if "statusId" in fields and not site.has_status(fields["statusId"], "O"):
        raise RestError("Incorrect order status", 0)
    if fields.get("canceled") == "Y" and order["canceled"] != "Y":
        _cancel(site, order)
    elif fields.get("canceled") == "N":
        order["canceled"], order["dateCanceled"] = "N", None
    order |= {name: fields[name] for name in _EDITABLE if name in fields}
    if fields.get("statusId", order["statusId"]) != order["statusId"]:
        order["statusId"], order["dateStatus"] = fields["statusId"], site.now().replace(microsecond=0)
    site.save(order)
    return {"order": write_order(order, site.zone)}


def _cancel(site: Site, order: Row) -> None:
    if any(row["paid"] == "Y" for row in order["payments"]):
        raise RestError("The order cannot be cancelled: it has a payment that was made", 0)
    if any(row["deducted"] == "Y" for row in order["shipments"]):
        raise RestError("The order cannot be cancelled: it has a shipment that was sent", 0)
    order["canceled"], order["dateCanceled"] = "Y", site.now().replace(microsecond=0)


def pay(site: Site, params: Params) -> Row:
    fields = _fields(params)
    order, payment = _part(site, params, "payments", 200940400001, "payment does not exist")
    _require(fields, "paySystemId")
    payment["paySystemId"] = php.integer(fields["paySystemId"])
    if "paid" in fields:
        payment["paid"] = "Y" if fields["paid"] == "Y" else "N"
        payment["datePaid"] = site.now().replace(microsecond=0) if payment["paid"] == "Y" else None
    site.save(order, ("ONPAYMENTENTITYSAVED", payment["id"]))
    return {"payment": write_order(payment, site.zone)}


def ship(site: Site, params: Params) -> Row:
    fields = _fields(params)
    order, shipment = _part(site, params, "shipments", 201140400001, "shipment does not exist")
    _require(fields, "allowDelivery", "deducted", "deliveryId")
    shipment |= {name: "Y" if fields[name] == "Y" else "N" for name in ("allowDelivery", "deducted")}
    shipment["deliveryId"] = php.integer(fields["deliveryId"])
    status = fields.get("statusId", "DN")
    if not site.has_status(status, "D"):
        raise RestError("Incorrect shipment status", "BX_INVALID_VALUE")
    price = php.number(fields.get("basePriceDelivery", fields.get("priceDelivery", 0)))
    shipment |= {"statusId": status, "basePriceDelivery": price, "priceDelivery": price}
    site.save(order, ("ONSHIPMENTENTITYSAVED", shipment["id"]))
    return {"shipment": write_order(shipment, site.zone)}


def list_statuses(site: Site, params: Params) -> Page:
    page = _list(site, params, site.statuses, _STATUS_KINDS)
    return Page({"statuses": page.result}, page.total, page.next)


def list_languages(site: Site, params: Params) -> Page:
    page = _list(site, params, site.languages, _LANGUAGE_KINDS)
    return Page({"statusLangs": page.result}, page.total, page.next)


def _list(site: Site, params: Params, rows: list[Row], kinds: dict[str, str]) -> Page:
    query = Query.of(params.get("filter"), params.get("order"), params.get("start"))
    for name in [*(split_key(key)[1] for key in query.filter), *query.order]:
        if name not in kinds:
            raise RestError(f"Unknown field definition `{name}`", 0)
    return listing.cut(listing.find(rows, query, kinds, site.zone), max(query.start, 0))


def _order(site: Site, params: Params) -> Row:
    if "id" not in params:
        raise errors.missing("id")
    order = site.orders.get(php.integer(params["id"]))
    if order is None:
        raise RestError("order does not exist", 200540400001)
    return order


def _part(site: Site, params: Params, collection: str, code: int, text: str) -> tuple[Row, Row]:
    if "id" not in params:
        raise errors.missing("id")
    found = site.find(collection, php.integer(params["id"]))
    if found is None:
        raise RestError(text, code)
    return found


def _fields(params: Params) -> Row:
    fields = php.as_map(params.get("fields"))
    if not fields:
        raise errors.missing("fields")
    return fields


def _require(fields: Row, *names: str) -> None:
    if missing := [name for name in names if name not in fields]:
        raise RestError(f"Required fields: {', '.join(missing)}", 0)


READING: dict[str, Method] = {
    "sale.order.get": read,
    "sale.order.list": find,
    "sale.status.list": list_statuses,
    "sale.statuslang.list": list_languages,
}
WRITING: dict[str, Method] = {
    "sale.order.update": update,
    "sale.payment.update": pay,
    "sale.shipment.update": ship,
}
