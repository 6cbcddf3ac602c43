"""Custom fields: https://apidocs.bitrix24.com/api-reference/crm/leads/userfield/crm-lead-userfield-add.html"""

import re
from functools import partial
from typing import Any

from sandbox.bitrix24 import errors, listing, php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import NAMES
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick, pick_id
from sandbox.bitrix24.portal import Portal, Row

TYPES = (
    *("string", "integer", "double", "boolean", "datetime", "date", "money", "url", "address", "enumeration"),
    *("file", "employee", "crm_status", "iblock_section", "iblock_element", "crm"),
)
_KINDS = {"ID": "integer", "SORT": "integer"} | dict.fromkeys(
    ("FIELD_NAME", "USER_TYPE_ID", "XML_ID", "MULTIPLE", "MANDATORY", "SHOW_FILTER", "EDIT_IN_LIST"), "string"
)
_FLAGS = {"MULTIPLE": "N", "MANDATORY": "N", "SHOW_FILTER": "N", "SHOW_IN_LIST": "N", "EDIT_IN_LIST": "Y"}


def create(portal: Portal, entity_type: int, given: dict[str, Any]) -> Row:
    """Raises RestError for a missing, long, unknown or taken name and for an unknown type."""
    name = _name(given)
    kind = given.get("USER_TYPE_ID")
    if kind not in TYPES:
        raise RestError("Invalid custom type specified.", "ERROR_CORE")
    if name in portal.userfields[entity_type]:
        raise RestError(f"Field {name} for the object CRM_{NAMES[entity_type]} already exists.<br>", "ERROR_CORE")
    row = {
        "ID": portal.next_id("userfield", 101),
        "ENTITY_ID": f"CRM_{NAMES[entity_type]}",
        "FIELD_NAME": name,
        "USER_TYPE_ID": kind,
        "XML_ID": php.text(given.get("XML_ID")),
        "SORT": php.integer(given.get("SORT")) or 100,
        "EDIT_FORM_LABEL": _label(given, name),
        "SETTINGS": php.as_map(given.get("SETTINGS")),
        "LIST": _options(portal, given),
    } | {flag: given.get(flag, default) for flag, default in _FLAGS.items()}
    portal.userfields[entity_type][name] = row
    return row


def _name(given: dict[str, Any]) -> str:
    name = php.text(given.get("FIELD_NAME")).upper()
    if not name:
        raise RestError("The 'FIELD_NAME' field is not found.")
    name = name if name.startswith("UF_CRM_") else f"UF_CRM_{name}"
    if len(name) > 50:
        raise RestError("Field name is too long (more than 50 characters).", "ERROR_CORE")
    if not re.fullmatch(r"[A-Z0-9_]+", name):
        raise RestError("Field name contains invalid characters (only A-Z, 0-9 and _ are allowed).", "ERROR_CORE")
    return name


def _label(given: dict[str, Any], name: str) -> str:
    label = given.get("EDIT_FORM_LABEL") or given.get("LABEL")
    if isinstance(label, dict):
        label = label.get("en") or next(iter(label.values()), "")
    return php.text(label) or name


def _options(portal: Portal, given: dict[str, Any]) -> list[Row]:
    return [
        {"ID": portal.next_id("option", 41), "VALUE": item["VALUE"], "SORT": item.get("SORT", "10")}
        for item in php.as_list(given.get("LIST"))
        if isinstance(item, dict) and item.get("VALUE")
    ]


def _add(entity_type: int, call: Call) -> int:
    fields = pick(call.params, "fields")
    if not isinstance(fields, (dict, list)):
        raise errors.must_be_array("fields")
    return int(create(call.portal, entity_type, php.as_map(fields))["ID"])


def _list(entity_type: int, call: Call) -> Page:
    query = Query.of(pick(call.params, "filter"), pick(call.params, "order"), -1)
    found = listing.find(call.portal.userfields[entity_type].values(), query, _KINDS, call.portal.zone)
    return Page([_write(row) for row in found], len(found))


def _get(entity_type: int, call: Call) -> Row:
    return _write(_row(entity_type, call))


def _update(entity_type: int, call: Call) -> bool:
    """Name and type cannot be changed; what may not change is ignored."""
    row, fields = _row(entity_type, call), php.as_map(pick(call.params, "fields"))
    row |= {flag: fields[flag] for flag in _FLAGS if flag in fields}
    if "EDIT_FORM_LABEL" in fields:
        row["EDIT_FORM_LABEL"] = _label(fields, row["FIELD_NAME"])
    return True


def _delete(entity_type: int, call: Call) -> bool:
    row = _row(entity_type, call)
    del call.portal.userfields[entity_type][row["FIELD_NAME"]]
    for record in call.portal.tables[entity_type].values():
        record.pop(row["FIELD_NAME"], None)
    return True


def _row(entity_type: int, call: Call) -> Row:
    rows = call.portal.userfields[entity_type].values()
    found = next((row for row in rows if row["ID"] == pick_id(call.params)), None)
    if found is None:
        raise RestError("The entity with ID is not found.", "ERROR_NOT_FOUND")
    return found


def _write(row: Row) -> Row:
    told = {name: value for name, value in row.items() if name not in ("EDIT_FORM_LABEL", "LIST")}
    told |= {"ID": str(row["ID"]), "SORT": str(row["SORT"])}
    if row["LIST"]:
        told["LIST"] = [option | {"ID": str(option["ID"])} for option in row["LIST"]]
    return told


METHODS: Methods = {
    f"crm.{name.lower()}.userfield.{action}": Method(partial(run, entity_type))
    for entity_type, name in NAMES.items()
    for action, run in (("add", _add), ("list", _list), ("get", _get), ("update", _update), ("delete", _delete))
}
