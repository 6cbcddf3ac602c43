"""Employees, their notices and tasks: https://apidocs.bitrix24.com/api-reference/user/user-get.html"""

from typing import Any

from sandbox.bitrix24 import errors, listing, php
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick
from sandbox.bitrix24.portal import Row

_KINDS = {"ID": "integer", "ACTIVE": "boolean"} | dict.fromkeys(
    ("NAME", "LAST_NAME", "EMAIL", "PERSONAL_MOBILE", "WORK_PHONE", "UF_PHONE_INNER", "USER_TYPE"), "string"
)


def _users(call: Call) -> Page:
    wanted = php.as_map(pick(call.params, "filter")) or {
        name: value for name, value in call.params.items() if name in _KINDS
    }
    query = Query.of(wanted, pick(call.params, "order"), pick(call.params, "start"))
    page = listing.cut(listing.find(call.portal.users.values(), query, _KINDS, call.portal.zone), query.start)
    return Page([_write(row) for row in page.result], page.total, page.next)


def _current(call: Call) -> Row:
    return _write(call.portal.users[call.caller.user_id])


def _profile(call: Call) -> Row:
    row = call.portal.users[call.caller.user_id]
    told = {"ID": str(row["ID"]), "ADMIN": row["ID"] == call.portal.owner}
    names = {"NAME": row["NAME"], "LAST_NAME": row["LAST_NAME"]}
    return told | names | {"PERSONAL_GENDER": "", "TIME_ZONE": ""}


def _write(row: Row) -> Row:
    # A known quirk of the real answer: some dates come out as an empty map.
    return row | {"ID": str(row["ID"]), "TIMESTAMP_X": {}}


def _notify(call: Call) -> int:
    """A new notice with the same TAG removes the old one; through a webhook TAG wants CLIENT_ID."""
    user = php.integer(call.params.get("USER_ID"))
    message = php.text(call.params.get("MESSAGE"))
    if user not in call.portal.users:
        raise RestError("User ID can't be empty", "USER_ID_EMPTY")
    if not message:
        raise RestError("Message can't be empty", "MESSAGE_EMPTY")
    tag = php.text(call.params.get("TAG"))
    if tag and not call.caller.app and not call.params.get("CLIENT_ID"):
        raise RestError("Client ID not specified", "ACCESS_DENIED", 403)
    for number, notice in list(call.portal.notifications.items()):
        if tag and (notice["USER_ID"], notice["TAG"]) == (user, tag):
            del call.portal.notifications[number]
    number = call.portal.next_id("notification", 301)
    call.portal.notifications[number] = {"ID": number, "USER_ID": user, "MESSAGE": message, "TAG": tag}
    return number


def _add_task(call: Call) -> dict[str, Any]:
    if "fields" not in call.params:
        raise errors.missing("fields")
    fields = php.as_map(call.params["fields"])
    title, responsible = php.text(fields.get("TITLE")), php.integer(fields.get("RESPONSIBLE_ID"))
    if not title:
        raise RestError("The task title is not specified", "ERROR_CORE")
    if responsible not in call.portal.users:
        raise RestError("The responsible person is not specified or not found", "ERROR_CORE")
    number = call.portal.next_id("task", 3711)
    row = {
        "id": str(number),
        "title": title,
        "description": php.text(fields.get("DESCRIPTION")),
        "status": "2",
        "priority": php.text(fields.get("PRIORITY")) or "1",
        "responsibleId": str(responsible),
        "createdBy": php.text(fields.get("CREATED_BY")) or str(call.caller.user_id),
        "deadline": fields.get("DEADLINE") or None,
        "ufCrmTask": php.as_list(fields.get("UF_CRM_TASK")),
    }
    call.portal.tasks[number] = row
    call.portal.tell("ONTASKADD", number)
    return {"task": row}


METHODS: Methods = {
    "user.get": Method(_users, "user"),
    "user.current": Method(_current, "user"),
    "profile": Method(_profile, ""),
    "im.notify": Method(_notify, "im"),
    "im.notify.personal.add": Method(_notify, "im"),
    "im.notify.system.add": Method(_notify, "im"),
    "tasks.task.add": Method(_add_task, "task", cost=0.4),
}
