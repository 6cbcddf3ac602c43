"""Comments and log messages in the feed of a record.

https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-add.html
"""

from typing import Any

from sandbox.bitrix24 import errors, listing, php
from sandbox.bitrix24.dates import write_date
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import NAMES
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick_id
from sandbox.bitrix24.portal import Portal, Row

_TYPES = {name.lower(): entity_type for entity_type, name in NAMES.items()}
_KINDS = {"ID": "integer", "ENTITY_ID": "integer", "AUTHOR_ID": "integer", "CREATED": "datetime"} | dict.fromkeys(
    ("ENTITY_TYPE", "COMMENT"), "string"
)


def _add_comment(call: Call) -> int:
    """Takes lower-case ``fields`` only."""
    fields = _fields(call)
    owner = _owner(call.portal, _TYPES.get(php.text(fields.get("ENTITY_TYPE"))), fields.get("ENTITY_ID"))
    comment = php.text(fields.get("COMMENT"))
    if not comment:
        raise RestError("Comment text is empty", "INVALID_ARG_VALUE")
    row = _row(call, owner, "comment") | {"COMMENT": comment, "FILES": php.as_list(fields.get("FILES"))}
    call.portal.timeline.append(row)
    call.portal.tell("ONCRMTIMELINECOMMENTADD", row["ID"])
    return int(row["ID"])


def _add_log(call: Call) -> dict[str, Any]:
    fields = _fields(call)
    owner = _owner(call.portal, php.integer(fields.get("entityTypeId")), fields.get("entityId"))
    for name in ("title", "text", "iconCode"):
        if not fields.get(name):
            raise RestError(f"Required fields: {name}", "100")
    texts = {"TITLE": fields["title"], "COMMENT": fields["text"], "ICON": fields["iconCode"]}
    row = _row(call, owner, "log") | texts
    call.portal.timeline.append(row)
    told = {"title": row["TITLE"], "text": row["COMMENT"], "iconCode": row["ICON"]}
    created = write_date(row["CREATED"], call.portal.zone)
    return {"logMessage": {"id": row["ID"], "created": created, "authorId": row["AUTHOR_ID"]} | told}


def _list(call: Call) -> Page:
    wanted = php.as_map(call.params.get("filter"))
    if not {"ENTITY_ID", "ENTITY_TYPE"} <= {key.lstrip("=") for key in wanted}:
        raise RestError("Filter by ENTITY_ID and ENTITY_TYPE is required", "100")
    query = Query.of(wanted, call.params.get("order"), call.params.get("start"))
    comments = [row for row in call.portal.timeline if row["KIND"] == "comment"]
    page = listing.cut(listing.find(comments, query, _KINDS, call.portal.zone), query.start)
    return Page([_write(call.portal, row) for row in page.result], page.total, page.next)


def _get(call: Call) -> Row:
    for row in call.portal.timeline:
        if row["KIND"] == "comment" and row["ID"] == pick_id(call.params):
            return _write(call.portal, row)
    raise errors.not_found()


def _fields(call: Call) -> dict[str, Any]:
    if "fields" not in call.params:
        raise errors.missing("fields")
    return php.as_map(call.params["fields"])


def _owner(portal: Portal, entity_type: int | None, number: Any) -> tuple[int, int]:
    if entity_type not in NAMES or php.integer(number) not in portal.tables[entity_type]:
        raise RestError("Owner was not found", "OWNER_NOT_FOUND")
    return entity_type, php.integer(number)


def _row(call: Call, owner: tuple[int, int], kind: str) -> Row:
    entity_type, number = owner
    return {
        "ID": call.portal.next_id("timeline", 901),
        "KIND": kind,
        "ENTITY_ID": number,
        "ENTITY_TYPE": NAMES[entity_type].lower(),
        "AUTHOR_ID": call.caller.user_id,
        "CREATED": call.portal.now().replace(microsecond=0),
    }


def _write(portal: Portal, row: Row) -> Row:
    told = {name: str(row[name]) for name in ("ID", "ENTITY_ID", "ENTITY_TYPE", "AUTHOR_ID", "COMMENT")}
    return told | {"CREATED": write_date(row["CREATED"], portal.zone), "FILES": {}}


METHODS: Methods = {
    "crm.timeline.comment.add": Method(_add_comment, cost=0.2),
    "crm.timeline.comment.list": Method(_list),
    "crm.timeline.comment.get": Method(_get),
    "crm.timeline.logmessage.add": Method(_add_log, cost=0.2),
}
