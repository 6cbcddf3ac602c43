"""Orders that are made and changed, by the API or by people, and what the history tells of it."""

import re
from typing import Any

from sandbox.retailcrm import history
from sandbox.retailcrm.account import Account, Author
from sandbox.retailcrm.orders import find, view
from sandbox.retailcrm.params import Call
from sandbox.retailcrm.refusals import Refusal, wrong
from sandbox.retailcrm.stock import ORDER_METHODS, Row
from sandbox.retailcrm.values import NAMES, check, custom_of, merge_custom

FIELDS = frozenset(
    {*NAMES, "number", "externalId", "createdAt", "phone", "additionalPhone", "email", "managerId", "status"}
    | {"customer", "contact", "source", "customFields", "orderMethod", "orderType", "items", "delivery"}
    | {"managerComment", "customerComment"}
)
MADE_ONCE = frozenset({"customer", "contact", "createdAt"})
SOURCE = frozenset({"source", "medium", "campaign", "keyword", "content"})
BELONGING = "The customer belongs to another site."


def create_order(call: Call) -> Row:
    given, site = call.entity("order"), call.site()
    row = add(call.account, call.author, given, site)
    return {"id": row["id"], "order": view(call.account, row)}


def edit_order(call: Call) -> Row:
    """Only what was sent changes. The vendor's clients repeat the id inside the entity."""
    given, row = call.entity("order"), find(call)
    given.pop("id", None)
    change(call.account, call.author, row, given)
    return {"id": row["id"], "order": view(call.account, row)}


def add(account: Account, author: Author, given: Row, site: str) -> Row:
    """Raises Refusal."""
    judge(account, given, FIELDS)
    customer = _person(account, given.get("customer"), "customer")
    if account.apart and customer and account.customers[customer]["site"] != site:
        raise wrong(customer=BELONGING)
    if any(it.get("externalId") == given.get("externalId") is not None for it in account.orders.values()):
        raise wrong(externalId="Order with this externalId already exists.")
    number = account.next_id("order")
    now = account.now()
    row = {"status": account.first_status(), "number": f"{number}C", "fromApi": bool(author.key)} | given
    row |= {
        "id": number,
        "site": site,
        "customer": customer,
        "contact": _person(account, given.get("contact"), "contact"),
    }
    row |= {"createdAt": account.moment(given["createdAt"]) if "createdAt" in given else now, "statusUpdatedAt": now}
    row |= {"items": list(given.get("items") or []), "customFields": merge_custom({}, custom_of(given))}
    account.orders[number] = row
    history.note(account, author, row, "status", None, {"code": row["status"]}, created=True)
    return row


def change(account: Account, author: Author, row: Row, given: Row) -> None:
    """Raises Refusal. Values that stay the same leave nothing in the history."""
    judge(account, given, FIELDS - MADE_ONCE)
    values = custom_of(given)
    for code, value in values.items():
        if (old := row["customFields"].get(code)) != (value or None):
            history.note(account, author, row, f"custom_{code}", old, value or None)
    row["customFields"] = merge_custom(row["customFields"], values)
    for name, value in given.items():
        if name != "customFields" and row.get(name) != value:
            _note_change(account, author, row, name, value)
            row[name] = value


def delete(account: Account, author: Author, number: int) -> None:
    row = account.orders.pop(number)
    history.note(account, author, row, "status", {"code": row["status"]}, None, deleted=True)


def judge(account: Account, given: Row, known: frozenset[str]) -> None:
    check(account, "order", given, known)
    if (status := given.get("status")) is not None and status not in account.statuses:
        raise wrong(status="The selected status is invalid.")
    if (method := given.get("orderMethod")) and method not in ORDER_METHODS:
        raise wrong(orderMethod="The selected method is invalid.")
    if odd := set(given.get("source") or {}) - SOURCE:
        raise wrong(source=f"This form should not contain extra fields: {', '.join(sorted(odd))}")
    for item in given.get("items") or []:
        if not (item.get("productName") or item.get("offer")) or "initialPrice" not in item:
            raise wrong(items="Specify the offer or the name of the product, and its price")


def _person(account: Account, given: Any, name: str) -> int | None:
    if not given:
        return None
    number = given.get("id") if isinstance(given, dict) else None
    if not isinstance(number, int) or number not in account.customers:
        raise Refusal(400, "Errors in the entity format", {name: f"{name} with id={number} is not found"})
    return number


def _note_change(account: Account, author: Author, row: Row, name: str, value: Any) -> None:
    old = row.get(name)
    if name == "status":
        row["statusUpdatedAt"] = account.now()
        history.note(account, author, row, "status", {"code": old}, {"code": value})
    elif name == "items":
        history.note(account, author, row, "order_product.quantity", None, len(value), item={"id": 1})
    elif name == "managerId":
        history.note(account, author, row, "manager", old and {"id": old}, {"id": value})
    else:
        history.note(account, author, row, re.sub(r"(?=[A-Z])", "_", name).lower(), old, value)
