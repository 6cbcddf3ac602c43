"""What the account calls its things: stores, statuses, people, additional fields, its own settings."""

import re

from sandbox.retailcrm.account import Account
from sandbox.retailcrm.listing import show_page
from sandbox.retailcrm.params import Call
from sandbox.retailcrm.refusals import Refusal, not_found, wrong
from sandbox.retailcrm.stock import ORDER_METHODS, Row

TYPES = ("string", "text", "integer", "numeric", "boolean", "date", "datetime", "email", "dictionary")
AREAS = ("main_data", "customer", "delivery", "address", "dimensions", "legal_details", "payment", "shipment")
MODES = ("editable", "not_editable", "miss")
SHOWN = ("inFilter", "inList", "inGroupActions", "required")
ATTRIBUTES = {"code", "name", "type", "ordering", "displayArea", "viewMode", "viewModeMobile", "entity", *SHOWN}
CODE = re.compile(r"[a-z0-9_]+")


def list_sites(call: Call) -> Row:
    open_to = call.key.sites
    return {"sites": {code: it for code, it in call.account.sites.items() if open_to is None or code in open_to}}


def list_statuses(call: Call) -> Row:
    return {"statuses": call.account.statuses}


def list_groups(call: Call) -> Row:
    return {"statusGroups": call.account.groups}


def list_methods(call: Call) -> Row:
    return {"orderMethods": ORDER_METHODS}


def list_users(call: Call) -> Row:
    call.filter(("email", "status", "online", "active", "isManager", "isAdmin", "groups"))
    return show_page(call, "users", list(call.account.users.values()), lambda row: row)


def get_user(call: Call) -> Row:
    if not (row := call.account.users.get(int(call.path[0]))):
        raise not_found()
    return {"user": row}


def show_settings(call: Call) -> Row:
    values = {"default_currency": "RUB", "system_language": "ru", "timezone": call.account.timezone}
    return {"settings": {name: {"value": value, "updated_at": "2026-01-01 00:00:00"} for name, value in values.items()}}


def list_fields(call: Call) -> Row:
    wanted = call.filter(("entity", "code", "name", "type", "viewMode", "displayArea", "inFilter"))
    rows = [
        row
        for entity, fields in call.account.fields.items()
        for row in fields.values()
        if wanted.get("entity", entity) == entity and wanted.get("code", row["code"]) == row["code"]
    ]
    return show_page(call, "customFields", rows, lambda row: row)


def get_field(call: Call) -> Row:
    entity, code = call.path
    if not (row := call.account.fields.get(entity, {}).get(code)):
        raise not_found()
    return {"customField": row}


def create_field(call: Call) -> Row:
    (entity,) = call.path
    return {"code": add_field(call.account, entity, call.entity("customField"))["code"]}


def add_field(account: Account, entity: str, given: Row) -> Row:
    """Raises Refusal."""
    if entity not in account.fields:
        raise not_found()
    if odd := sorted(set(given) - ATTRIBUTES):
        raise wrong(**dict.fromkeys(odd, "This form should not contain extra fields."))
    code = str(given.get("code") or "")
    if not CODE.fullmatch(code):
        raise wrong(code="The code may contain latin letters, digits and underscores only.")
    if code in account.fields[entity]:
        raise Refusal(400, "Errors in the entity format", {"code": f"Field with code {code} already exists."})
    if not given.get("name"):
        raise wrong(name="This value should not be blank.")
    for name, allowed in (("type", TYPES), ("displayArea", AREAS), ("viewMode", MODES)):
        if given.get(name, allowed[0]) not in allowed:
            raise wrong(**{name: "The value you selected is not a valid choice."})
    usual = {"type": "string", "ordering": 50, "displayArea": "main_data", "viewMode": "editable"}
    row = usual | dict.fromkeys(SHOWN, False) | given | {"entity": entity}
    account.fields[entity][code] = row
    return row
