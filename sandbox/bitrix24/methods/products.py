"""Goods of a lead or a deal; ``set`` replaces all rows and, without a manual sum, the amount.

https://apidocs.bitrix24.com/api-reference/crm/universal/product-rows/crm-item-productrow-set.html
"""

from functools import partial
from typing import Any

from sandbox.bitrix24 import errors, php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import DEAL, LEAD, NAMES, camel
from sandbox.bitrix24.listing import Page
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick, pick_id
from sandbox.bitrix24.portal import Portal, Row

_OWNERS = {"L": LEAD, "D": DEAL}
_NUMBERS = ("PRICE", "QUANTITY", "DISCOUNT_RATE", "DISCOUNT_SUM", "TAX_RATE")
_WHOLE = ("PRODUCT_ID", "DISCOUNT_TYPE_ID", "MEASURE_CODE", "SORT")
_TEXTS = ("PRODUCT_NAME", "TAX_INCLUDED", "MEASURE_NAME")
_NAMES = (*_NUMBERS, *_WHOLE, *_TEXTS)


def _set_old(entity_type: int, call: Call) -> bool:
    rows = pick(call.params, "rows")
    if not isinstance(rows, (list, dict)):
        raise errors.must_be_array("rows")
    number = pick_id(call.params)
    if number not in call.portal.tables[entity_type]:
        raise errors.not_found()
    _replace(call.portal, entity_type, number, [_read(call.portal, item) for item in php.as_list(rows)])
    return True


def _get_old(entity_type: int, call: Call) -> list[Row]:
    rows = call.portal.product_rows.get((entity_type, pick_id(call.params)), [])
    return [row | {"ID": str(row["ID"])} for row in rows]


def _set_new(call: Call) -> dict[str, Any]:
    entity_type = _OWNERS.get(php.text(call.params.get("ownerType")))
    if entity_type is None:
        raise RestError("Entity type is not supported", "ENTITY_TYPE_NOT_SUPPORTED")
    number = php.integer(call.params.get("ownerId"))
    if number not in call.portal.tables[entity_type]:
        raise RestError("Owner was not found", "OWNER_NOT_FOUND")
    items = [_upper(item) for item in php.as_list(call.params.get("productRows"))]
    _replace(call.portal, entity_type, number, [_read(call.portal, item) for item in items])
    return {"productRows": _written(call.portal, entity_type, number)}


def _list_new(call: Call) -> Page:
    wanted = {key.lstrip("="): value for key, value in php.as_map(call.params.get("filter")).items()}
    entity_type = _OWNERS.get(php.text(wanted.get("ownerType")))
    if entity_type is None or "ownerId" not in wanted:
        raise RestError("Filter by ownerType and ownerId is required", "100")
    rows = _written(call.portal, entity_type, php.integer(wanted["ownerId"]))
    return Page({"productRows": rows}, len(rows))


def _replace(portal: Portal, entity_type: int, number: int, rows: list[Row]) -> None:
    portal.product_rows[entity_type, number] = rows
    record = portal.tables[entity_type][number]
    if record["IS_MANUAL_OPPORTUNITY"] != "Y":
        record["OPPORTUNITY"] = sum(row["PRICE"] * row["QUANTITY"] for row in rows)
    portal.tell(f"ONCRM{NAMES[entity_type]}UPDATE", number)


def _read(portal: Portal, item: Any) -> Row:
    given = item if isinstance(item, dict) else {}
    row: Row = {name: php.number(given.get(name)) for name in _NUMBERS}
    row |= {name: php.integer(given.get(name)) for name in _WHOLE}
    row |= {name: php.text(given.get(name)) for name in _TEXTS}
    row["QUANTITY"] = row["QUANTITY"] if "QUANTITY" in given else 1.0
    if row["DISCOUNT_TYPE_ID"] == 2 and "DISCOUNT_RATE" not in given:
        text = "Discount Rate (DISCOUNT_RATE) is required if Percentage Discount Type (DISCOUNT_TYPE_ID) is defined."
        raise RestError(text, "ERROR_CORE")
    return {"ID": portal.next_id("product row")} | row


def _upper(item: Any) -> Row:
    given = item if isinstance(item, dict) else {}
    return {name: given[camel(name)] for name in _NAMES if camel(name) in given}


def _written(portal: Portal, entity_type: int, number: int) -> list[Row]:
    owner = {"ownerId": number, "ownerType": NAMES[entity_type][0]}
    rows = portal.product_rows.get((entity_type, number), [])
    return [{"id": row["ID"]} | owner | {camel(name): row[name] for name in _NAMES} for row in rows]


METHODS: Methods = {
    f"crm.{NAMES[entity_type].lower()}.productrows.{action}": Method(partial(run, entity_type), cost=0.2)
    for entity_type in (LEAD, DEAL)
    for action, run in (("set", _set_old), ("get", _get_old))
} | {
    "crm.item.productrow.set": Method(_set_new, cost=0.3),
    "crm.item.productrow.list": Method(_list_new),
}
