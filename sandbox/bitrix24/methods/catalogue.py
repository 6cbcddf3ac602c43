"""The trade catalogue: products, their variations, and where articles stand.

https://apidocs.bitrix24.com/api-reference/catalog/product/catalog-product-list.html
"""

import re
from typing import Any

from sandbox.bitrix24 import listing, php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.portal import Portal, Row

_KINDS = {"id": "integer", "iblockId": "integer"} | dict.fromkeys(("name", "xmlId", "active"), "string")
_CUSTOM = re.compile(r"property(\d+)")


def _catalogues(call: Call) -> Page:
    rows = [{"iblockId": it["id"], "productIblockId": it["of"], "name": it["name"]} for it in call.portal.blocks]
    return Page({"catalogs": rows}, len(rows))


def _properties(call: Call) -> Page:
    query = Query.of(call.params.get("filter"), call.params.get("order"), call.params.get("start"))
    kinds = {"id": "integer", "iblockId": "integer", "code": "string", "name": "string"}
    page = listing.cut(listing.find(call.portal.properties, query, kinds, call.portal.zone), query.start)
    return Page({"productProperties": page.result}, page.total, page.next)


def _products(call: Call) -> Page:
    return _list(call, "products", offers=False)


def _offers(call: Call) -> Page:
    return _list(call, "offers", offers=True)


def _list(call: Call, name: str, *, offers: bool) -> Page:
    """A property that the block does not have is no condition."""
    select = php.as_list(call.params.get("select"))
    wanted = php.as_map(call.params.get("filter"))
    if not {"id", "iblockId"} <= set(select):
        raise RestError("Required select fields: id, iblockId", 0)
    if "iblockId" not in wanted:
        raise RestError("Required filter fields: iblockId", 0)
    block = next((it for it in call.portal.blocks if it["id"] == php.integer(wanted["iblockId"])), None)
    if block is None or bool(block["of"]) is not offers:
        raise RestError("Access Denied", 200040300010)
    known = _known(call.portal, block["id"])
    rows = [_flat(row) for row in call.portal.products.values()]
    query = Query.of(wanted, call.params.get("order"), call.params.get("start"))
    page = listing.cut(listing.find(rows, query, _KINDS | known, call.portal.zone), query.start)
    return Page({name: [_write(row, select, known) for row in page.result]}, page.total, page.next)


def _known(portal: Portal, block: int) -> dict[str, str]:
    return {f"property{row['id']}": "string" for row in portal.properties if row["iblockId"] == block}


def _flat(row: Row) -> Row:
    return row | {f"property{number}": value for number, value in row["properties"].items()}


def _write(row: Row, select: list[Any], known: dict[str, str]) -> Row:
    told = {name: row.get(name) for name in select if name in _KINDS}
    for name in select:
        if name in known:
            value = row.get(name)
            told[name] = {"value": value, "valueId": f"{row['id']}9"} if value else None
    return told


METHODS: Methods = {
    "catalog.catalog.list": Method(_catalogues, "catalog"),
    "catalog.productproperty.list": Method(_properties, "catalog"),
    "catalog.product.list": Method(_products, "catalog", cost=0.1),
    "catalog.product.offer.list": Method(_offers, "catalog", cost=0.1),
}
