"""Making and changing deals: what is wrong with the whole is refused, what is wrong with one is told beside it."""

from typing import Any

from sandbox.calltouch.cabinet import Cabinet, Deal, Row
from sandbox.calltouch.matching import bind
from sandbox.calltouch.refusals import invalid
from sandbox.calltouch.validation import complain


def make(cabinet: Cabinet, body: Any, deepest: int | None) -> list[Row]:
    """Raises Refusal."""
    _check(cabinet, body, new=True, deepest=deepest)
    return [_make_one(cabinet, row) for row in body["orders"]]


def change(cabinet: Cabinet, body: Any) -> list[Row]:
    """What is not told stays as it is; the lead is never another. Raises Refusal."""
    _check(cabinet, body, new=False, deepest=None)
    return [_change_one(cabinet, row) for row in body["orders"]]


def _check(cabinet: Cabinet, body: Any, *, new: bool, deepest: int | None) -> None:
    if complaints := complain(body, cabinet.zone, new=new, deepest=deepest):
        raise invalid(complaints)


def _make_one(cabinet: Cabinet, row: Row) -> Row:
    number = row["orderNumber"]
    if number in cabinet.deals:
        return _refused(number, f"order with number {number} already exists")
    now = cabinet.now()
    fields = {name: value for name, value in row.items() if name != "matching"}
    deal = Deal(cabinet.next_id("deal", 998877), fields, bind(cabinet, row["matching"]), now, now, [row])
    cabinet.deals[number] = deal
    return {"orderNumber": number, "calltouchOrderId": deal.id, "error": None}


def _change_one(cabinet: Cabinet, row: Row) -> Row:
    deal = cabinet.deals.get(row["orderNumber"])
    if deal is None:
        return _refused(row["orderNumber"], f"order with number {row['orderNumber']} does not exist")
    deal.fields |= row
    deal.changed_at = cabinet.now()
    deal.told.append(row)
    return {"orderNumber": deal.number, "calltouchOrderId": deal.id, "error": None}


def _refused(number: str, why: str) -> Row:
    return {"orderNumber": number, "calltouchOrderId": None, "error": why}
