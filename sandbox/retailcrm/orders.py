"""Orders as the API shows, finds and judges them."""

from decimal import Decimal
from typing import Any

from sandbox.bitrix24 import php
from sandbox.retailcrm.account import Account
from sandbox.retailcrm.listing import show_page
from sandbox.retailcrm.params import Call, as_list
from sandbox.retailcrm.refusals import Refusal, not_found, strange
from sandbox.retailcrm.stock import Row
from sandbox.retailcrm.values import NAMES

FILTERS = (
    "ids",
    "externalIds",
    "numbers",
    "customerId",
    "email",
    "sites",
    "managers",
    "extendedStatus",
    "createdAtFrom",
    "createdAtTo",
    "statusUpdatedAtFrom",
    "statusUpdatedAtTo",
    "customFields",
)
HIDDEN = ("customer", "contact", "createdAt", "statusUpdatedAt", "total", "items")


def list_orders(call: Call) -> Row:
    wanted = call.filter(FILTERS)
    for code in php.as_map(wanted.get("customFields")):
        if not call.account.fields["order"].get(code, {}).get("inFilter"):
            raise strange(**{f"filter.customFields.{code}": "This form should not contain extra fields."})
    rows = [it for it in call.account.visible(call.account.orders.values(), call.key) if fits(call.account, it, wanted)]
    return show_page(call, "orders", rows, lambda row: view(call.account, row))


def get_order(call: Call) -> Row:
    return {"order": view(call.account, find(call))}


def list_statuses(call: Call) -> Row:
    ids = as_list(call.params.get("ids"))
    if not ids:
        raise Refusal(400, "Parameter 'ids' is missing")
    rows = [it for it in call.account.visible(call.account.orders.values(), call.key) if str(it["id"]) in ids]
    group = {code: row["group"] for code, row in call.account.statuses.items()}
    return {"orders": [{"id": it["id"], "status": it["status"], "group": group.get(it["status"])} for it in rows]}


def find(call: Call) -> Row:
    """By the shop's own id unless ``by=id`` is said. Raises Refusal."""
    if call.text("by") not in ("", "id", "externalId"):
        raise strange(by="The value you selected is not a valid choice.")
    name = "id" if call.text("by") == "id" else "externalId"
    for row in call.account.visible(call.account.orders.values(), call.key):
        same_site = not call.text("site") or row["site"] == call.text("site")
        if same_site and str(row.get(name)) == call.path[0]:
            return row
    raise not_found()


def fits(account: Account, row: Row, wanted: Row) -> bool:
    day = account.local(row["createdAt"])[:10]
    return (
        ("ids" not in wanted or str(row["id"]) in as_list(wanted["ids"]))
        and ("externalIds" not in wanted or str(row.get("externalId")) in as_list(wanted["externalIds"]))
        and ("numbers" not in wanted or row["number"] in as_list(wanted["numbers"]))
        and ("customerId" not in wanted or str(row.get("customer")) == wanted["customerId"])
        and ("sites" not in wanted or row["site"] in as_list(wanted["sites"]))
        and ("extendedStatus" not in wanted or row["status"] in as_list(wanted["extendedStatus"]))
        and wanted.get("createdAtFrom", "") <= day <= wanted.get("createdAtTo", "9")
        and all(str(row["customFields"].get(c, "")) == v for c, v in php.as_map(wanted.get("customFields")).items())
    )


def total_of(row: Row) -> float:
    if row.get("total") is not None:
        return float(row["total"])
    lines = sum(Decimal(str(it["initialPrice"])) * Decimal(str(it["quantity"])) for it in row["items"])
    return float(lines + Decimal(str((row.get("delivery") or {}).get("cost", 0))))


def view(account: Account, row: Row) -> Row:
    shown = {name: value for name, value in row.items() if name not in HIDDEN}
    customer = account.customers.get(row.get("customer") or 0)
    return {
        "orderType": "eshop-individual",
        **shown,
        "createdAt": account.local(row["createdAt"]),
        "statusUpdatedAt": account.local(row["statusUpdatedAt"]),
        "summ": total_of({**row, "total": None, "delivery": {}}),
        "totalSumm": total_of(row),
        "currency": account.sites.get(row["site"], {}).get("currency", "RUB"),
        "items": [_show_item(n, it) for n, it in enumerate(row["items"], 1)],
        "payments": {},
        "shipped": False,
        **({"customer": _show_person(customer)} if customer else {}),
        **({"contact": _show_person(account.customers[row["contact"]])} if row.get("contact") else {}),
    }


def _show_person(row: Row) -> Row:
    names = {name: row[name] for name in NAMES if row.get(name)}
    kind = row.get("type", "customer")
    return {"type": kind, "id": row["id"], "site": row["site"], **names} | {
        "email": row.get("email", ""),
        "phones": row["phones"],
    }


def _show_item(number: int, item: Row) -> dict[str, Any]:
    name = item.get("productName") or f"offer {(item.get('offer') or {}).get('id', '')}"
    return {"id": number, "initialPrice": item["initialPrice"], "quantity": item["quantity"], "status": "new"} | {
        "offer": {"displayName": name, **(item.get("offer") or {})}
    }
