"""Dictionaries, funnels, mode of the CRM, duplicates.

https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-list.html
"""

from collections.abc import Callable
from typing import Any

from sandbox.bitrix24 import listing, multifields, php
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
    if php.integer(call.params.get("entityTypeId")) != DEAL:
        raise RestError("Entity type does not support categories", "ENTITY_TYPE_NOT_SUPPORTED")
    rows = [row | {"entityTypeId": DEAL} for row in call.portal.categories]
    return Page({"categories": rows}, len(rows))


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
    "crm.settings.mode.get": Method(_mode),
    "crm.duplicate.findbycomm": Method(_duplicates, cost=0.1),
}
