"""Dictionaries, funnels, mode of the CRM, duplicates.

https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-list.html
"""

from collections.abc import Callable
from typing import Any

from sandbox.bitrix24 import errors, listing, multifields, php, seed
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import COMPANY, CONTACT, DEAL, LEAD
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick
from sandbox.bitrix24.phones import mail_key, phone_key
from sandbox.bitrix24.portal import Row

_STATUS_KINDS = {"ID": "integer", "SORT": "integer", "CATEGORY_ID": "integer"} | dict.fromkeys(
    ("ENTITY_ID", "STATUS_ID", "NAME", "SYSTEM", "SEMANTICS"), "string"
)
_KEYS: dict[str, Callable[[str], str]] = {"PHONE": phone_key, "EMAIL": mail_key}
_SEARCHED = {"LEAD": LEAD, "CONTACT": CONTACT, "COMPANY": COMPANY}
_COLORS = {"S": "#7BD500", "F": "#FF5752"}
_MEANINGS = {"S": "success", "F": "failure"}
MOST = 20


def _statuses(call: Call) -> Page:
    query = Query.of(pick(call.params, "filter"), pick(call.params, "order"), -1)
    found = listing.find(call.portal.statuses, query, _STATUS_KINDS, call.portal.zone)
    return Page([_write_status(row) for row in found], len(found))


def _write_status(row: Row) -> Row:
    color = _COLORS.get(row["SEMANTICS"], "#39A8EF")
    meaning = _MEANINGS.get(row["SEMANTICS"], "process")
    told = row | {"ID": str(row["ID"]), "SORT": str(row["SORT"]), "NAME_INIT": row["NAME"], "COLOR": color}
    return told | {"EXTRA": {"SEMANTICS": meaning, "COLOR": color}}


def _categories(call: Call) -> Page:
    _check_type(call)
    rows = [row | {"entityTypeId": DEAL} for row in call.portal.categories]
    return Page({"categories": rows}, len(rows))


def _add_category(call: Call) -> dict[str, Row]:
    """A new funnel comes with stages of its own. Two may have the same name."""
    _check_type(call)
    if "fields" not in call.params:
        raise errors.missing("fields")
    fields, portal = php.as_map(call.params["fields"]), call.portal
    if not php.text(fields.get("name")):
        raise RestError('Field "name" is required', "CRM_FIELD_ERROR_REQUIRED")
    number = max(row["id"] for row in portal.categories) + 2
    row = {"id": number, "name": php.text(fields["name"]), "sort": php.integer(fields.get("sort")), "isDefault": "N"}
    portal.categories.append(row)
    portal.statuses += seed.funnel_stages(number, max(stage["ID"] for stage in portal.statuses) + 1)
    return {"category": row | {"entityTypeId": DEAL}}


def _check_type(call: Call) -> None:
    if php.integer(call.params.get("entityTypeId")) != DEAL:
        raise RestError("Entity type does not support categories", "ENTITY_TYPE_NOT_SUPPORTED")


def _currencies(call: Call) -> Page:
    """``total`` is always 0, and all of them come at once."""
    codes = call.portal.currencies
    rows = [
        {"CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000", "SORT": str(100 * (n + 1)), "BASE": "YN"[n > 0]}
        for n, code in enumerate(codes)
    ]
    return Page(rows, 0)


def _mode(call: Call) -> int:
    return call.portal.mode


def _duplicates(call: Call) -> dict[str, list[int]]:
    """Numbers by type, only where something was found; at most 20 values are looked at.

    Twenty hits of one type hide the types that come after it: lead, contact, company.
    """
    kind = php.text(call.params.get("type")).upper()
    wanted = {_key(kind, value) for value in _wanted(call, kind)}
    only = php.text(call.params.get("entity_type")).upper()
    found: dict[str, list[int]] = {}
    for name, entity_type in _SEARCHED.items():
        if only in ("", name) and (hits := _hits(call, entity_type, kind, wanted)):
            found[name] = hits[:MOST]
            if len(hits) >= MOST:
                break
    return found


def _wanted(call: Call, kind: str) -> list[Any]:
    raw = call.params.get("values")
    if not kind:
        raise RestError("Communication type is not defined.")
    if kind not in _KEYS:
        raise RestError(f"Communication type '{kind}' is not supported in current context.")
    if not isinstance(raw, (list, dict)) or not raw:
        raise RestError("Communication values is not defined.")
    return php.as_list(raw)[:MOST]


def _key(kind: str, value: Any) -> str:
    return _KEYS[kind](php.text(value))


def _hits(call: Call, entity_type: int, kind: str, wanted: set[str]) -> list[int]:
    return [
        number
        for number, record in call.portal.tables[entity_type].items()
        if any(_key(kind, row["VALUE"]) in wanted for row in multifields.of_type(record["FM"], kind))
    ]


METHODS: Methods = {
    "crm.status.list": Method(_statuses),
    "crm.category.list": Method(_categories),
    "crm.category.add": Method(_add_category, cost=0.3),
    "crm.currency.list": Method(_currencies),
    "crm.settings.mode.get": Method(_mode),
    "crm.duplicate.findbycomm": Method(_duplicates, cost=0.1),
}
