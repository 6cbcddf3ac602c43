"""Customers: list, one, create, edit."""

from sandbox.bitrix24 import php
from sandbox.retailcrm.account import Account
from sandbox.retailcrm.listing import show_page
from sandbox.retailcrm.params import Call, as_list
from sandbox.retailcrm.refusals import not_found, wrong
from sandbox.retailcrm.stock import Row
from sandbox.retailcrm.values import NAMES, check, custom_of, digits, merge_custom

FIELDS = frozenset(
    {*NAMES, "externalId", "email", "phones", "createdAt", "managerId", "customFields", "source", "addTags", "address"}
    | {"vip", "bad", "birthday", "sex", "browserId", "isContact"}
)
FILTERS = ("ids", "externalIds", "name", "email", "sites", "managers", "customFields", "isContact")


def list_customers(call: Call) -> Row:
    wanted = call.filter(FILTERS)
    there, whole = call.account.visible(call.account.customers.values(), call.key), call.account.whole_numbers
    rows = [it for it in there if fits(it, wanted, whole=whole)]
    return show_page(call, "customers", rows, lambda row: view(call.account, row))


def get_customer(call: Call) -> Row:
    return {"customer": view(call.account, find(call))}


def create_customer(call: Call) -> Row:
    given, site = call.entity("customer"), call.site()
    return {"id": add(call.account, given, site)}


def edit_customer(call: Call) -> Row:
    given, kept = call.entity("customer"), find(call)
    given.pop("id", None)
    check(call.account, "customer", given, FIELDS)
    kept.update(given | {"customFields": merge_custom(kept["customFields"], custom_of(given))})
    return {"id": kept["id"]}


def add(account: Account, given: Row, site: str) -> int:
    """Raises Refusal. No double is noticed."""
    check(account, "customer", given, FIELDS)
    if not any(given.get(name) for name in ("firstName", "email", "phones", "externalId")):
        raise wrong(firstName="Specify the first name")
    if any(it.get("externalId") == given.get("externalId") is not None for it in account.customers.values()):
        raise wrong(externalId="Customer with this externalId already exists.")
    number = account.next_id("customer")
    phones = [{"number": str(it["number"])} for it in given.get("phones") or []]
    created = account.moment(given["createdAt"]) if "createdAt" in given else account.now()
    own = {"id": number, "site": site, "createdAt": created, "phones": phones, "customFields": custom_of(given)}
    account.customers[number] = {"isContact": False} | given | own
    return number


def find(call: Call) -> Row:
    """By the shop's own id unless ``by=id`` is said. Raises Refusal."""
    number = call.path[0]
    name = "id" if call.text("by") == "id" else "externalId"
    rows = call.account.visible(call.account.customers.values(), call.key)
    for row in rows:
        if str(row.get(name)) == number:
            return row
    raise not_found()


def fits(row: Row, wanted: Row, *, whole: bool = False) -> bool:
    return (
        ("ids" not in wanted or str(row["id"]) in as_list(wanted["ids"]))
        and ("externalIds" not in wanted or str(row.get("externalId")) in as_list(wanted["externalIds"]))
        and ("sites" not in wanted or row["site"] in as_list(wanted["sites"]))
        and ("name" not in wanted or _is_named(row, str(wanted["name"]), whole=whole))
        and ("email" not in wanted or str(wanted["email"]).casefold() in str(row.get("email", "")).casefold())
        and all(str(row["customFields"].get(c, "")) == v for c, v in php.as_map(wanted.get("customFields")).items())
    )


def _is_named(row: Row, text: str, *, whole: bool) -> bool:
    """Part of the full name, or of the digits of a telephone number."""
    name = " ".join(str(row[part]) for part in ("lastName", "firstName", "patronymic") if row.get(part))
    if text.casefold() in name.casefold():
        return True
    sought, numbers = digits(text), [digits(it["number"]) for it in row["phones"]]
    return bool(sought) and any(sought == it if whole else sought in it for it in numbers)


def view(account: Account, row: Row) -> Row:
    orders = [it for it in account.orders.values() if it.get("customer") == row["id"]]
    shown = {name: value for name, value in row.items() if name not in ("addTags", "createdAt")}
    return {
        "type": "customer",
        **shown,
        "createdAt": account.local(row["createdAt"]),
        "vip": bool(row.get("vip")),
        "bad": bool(row.get("bad")),
        "contragent": {"contragentType": "individual"},
        "tags": [{"name": it} for it in row.get("addTags", [])],
        "ordersCount": len(orders),
        "email": row.get("email", ""),
    }
