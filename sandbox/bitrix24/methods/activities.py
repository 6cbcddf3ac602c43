"""Activities: calls, meetings, letters of a record.

https://apidocs.bitrix24.com/api-reference/crm/timeline/activities/activity-base/crm-activity-add.html
"""

from typing import Any

from sandbox.bitrix24 import errors, listing, php
from sandbox.bitrix24.dates import parse_date, write_date
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import NAMES
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick, pick_id
from sandbox.bitrix24.portal import Portal, Row

MEETING, CALL, TASK, EMAIL, PROVIDER = 1, 2, 3, 4, 6
_NUMBERS = ("OWNER_TYPE_ID", "OWNER_ID", "TYPE_ID", "RESPONSIBLE_ID", "PRIORITY", "DIRECTION", "DESCRIPTION_TYPE")
_TEXTS = ("SUBJECT", "DESCRIPTION", "ORIGINATOR_ID", "ORIGIN_ID", "PROVIDER_ID", "PROVIDER_TYPE_ID")
_MOMENTS = ("START_TIME", "END_TIME", "DEADLINE")
_KINDS = (
    dict.fromkeys(("ID", *_NUMBERS), "integer")
    | dict.fromkeys((*_TEXTS, "COMPLETED"), "string")
    | dict.fromkeys((*_MOMENTS, "CREATED"), "datetime")
)


def _add(call: Call) -> int:
    fields = pick(call.params, "fields")
    if not isinstance(fields, (dict, list)):
        raise errors.must_be_array("fields")
    given = php.as_map(fields)
    row = _read(call, given)
    _check(call.portal, row)
    row["ID"] = call.portal.next_id("activity", 501)
    call.portal.activities[row["ID"]] = row
    call.portal.tell("ONCRMACTIVITYADD", row["ID"])
    return int(row["ID"])


def _read(call: Call, given: dict[str, Any]) -> Row:
    row: Row = {name: php.integer(given.get(name)) for name in _NUMBERS}
    row |= {name: php.text(given.get(name)) for name in _TEXTS}
    row |= {name: parse_date(given.get(name), call.portal.zone) for name in _MOMENTS}
    row["COMPLETED"] = "Y" if given.get("COMPLETED") == "Y" else "N"
    row["RESPONSIBLE_ID"] = row["RESPONSIBLE_ID"] or call.caller.user_id
    row["COMMUNICATIONS"] = [item for item in php.as_list(given.get("COMMUNICATIONS")) if isinstance(item, dict)]
    row["AUTHOR_ID"] = call.caller.user_id
    row["CREATED"] = call.portal.now().replace(microsecond=0)
    return row


def _check(portal: Portal, row: Row) -> None:
    if not row["TYPE_ID"]:
        raise RestError("The field TYPE_ID is not defined or invalid.")
    if row["OWNER_TYPE_ID"] not in NAMES or row["OWNER_ID"] not in portal.tables[row["OWNER_TYPE_ID"]]:
        raise RestError("Owner is not found or access denied.")
    if not row["SUBJECT"]:
        raise RestError("The field SUBJECT is required.")
    # Exactly one address for a call, at least one for a letter or a meeting's invitation.
    if row["TYPE_ID"] == CALL and len(row["COMMUNICATIONS"]) != 1:
        text = "The only one communication is allowed for activity of specified type."
        raise RestError(text if row["COMMUNICATIONS"] else "The field COMMUNICATIONS is not defined or invalid.")
    if row["RESPONSIBLE_ID"] not in portal.users:
        raise RestError("The field RESPONSIBLE_ID is not defined or invalid.")


def _list(call: Call) -> Page:
    query = Query.of(pick(call.params, "filter"), pick(call.params, "order"), pick(call.params, "start"))
    page = listing.cut(listing.find(call.portal.activities.values(), query, _KINDS, call.portal.zone), query.start)
    select = php.as_list(pick(call.params, "select"))
    rows = [_write(call.portal, row) for row in page.result]
    if select and "*" not in select:
        rows = [{name: value for name, value in row.items() if name in select} for row in rows]
    elif "COMMUNICATIONS" not in select:
        rows = [{name: value for name, value in row.items() if name != "COMMUNICATIONS"} for row in rows]
    return Page(rows, page.total, page.next)


def _get(call: Call) -> Row:
    row = call.portal.activities.get(pick_id(call.params))
    if row is None:
        raise errors.not_found()
    return _write(call.portal, row)


def _write(portal: Portal, row: Row) -> Row:
    told: Row = {name: str(row[name]) for name in ("ID", *_NUMBERS, "AUTHOR_ID")}
    told |= {name: row[name] for name in (*_TEXTS, "COMPLETED", "COMMUNICATIONS")}
    moments = {name: row[name] for name in (*_MOMENTS, "CREATED")}
    return told | {name: write_date(at, portal.zone) if at else "" for name, at in moments.items()}


METHODS: Methods = {
    "crm.activity.add": Method(_add, cost=0.3),
    "crm.activity.list": Method(_list),
    "crm.activity.get": Method(_get),
}
