"""The customer as a contact: found by phone or e-mail, created where the settings ask for it.

https://apidocs.bitrix24.com/api-reference/crm/duplicates/crm-duplicate-find-by-comm.html
"""

from typing import Any

from desk.errors import Rejected, Unknown
from desk.ports import LeadDraft
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.lead import email_of, origin_fields, reach_fields
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_id, as_list, as_rows
from integrations.bitrix_rest.texts import one_line


async def settle_contact(client: Client, config: Bitrix24, draft: LeadDraft) -> tuple[str, str]:
    """The contact's id, or why there is none.

    Raises Unknown when the answer to an add was lost; a repeat finds that contact by our marker.
    """
    if config.contacts == "none":
        return "", ""
    found = await _search(client, config, draft)
    if found or config.contacts == "find":
        return found, ""
    try:
        added = await client.call("crm.contact.add", {"fields": _fields(config, draft)}, repeatable=False)
    except Rejected as error:  # a lead without a contact is better than no lead
        return "", error.reason
    if not (number := as_id(added)):
        raise Unknown("Bitrix24 took the contact and named no id", code="no_id")
    return str(number), ""


async def _search(client: Client, config: Bitrix24, draft: LeadDraft) -> str:
    """The lowest id: our own one first, then by phone, then by e-mail."""
    commands = {"own": _own(config, draft)}
    if draft.phone.strip():
        commands["phone"] = _by("PHONE", draft.phone.strip())
    if email := email_of(draft):
        commands["email"] = _by("EMAIL", email)
    answer = await client.batch(commands, halt=False, repeatable=True)
    for key in commands:
        if ids := _ids(answer, key, draft.origin):
            return str(min(ids))
    return ""


def _own(config: Bitrix24, draft: LeadDraft) -> Command:
    wanted = {f"={name}": value for name, value in origin_fields(draft.origin, config).items()}
    params = {"filter": wanted, "select": ["ID", "ORIGIN_ID"], "order": {"ID": "ASC"}, "start": -1}
    return Command("crm.contact.list", params)


def _by(kind: str, value: str) -> Command:
    params = {"type": kind, "values": [value], "entity_type": "CONTACT"}
    return Command("crm.duplicate.findbycomm", params)


def _ids(answer: BatchAnswer, key: str, origin: str) -> list[int]:
    result = answer.take(key)
    if key == "own":
        return [as_id(row["ID"]) for row in as_rows(result) if row.get("ORIGIN_ID") == origin]
    return [number for found in as_list(as_dict(result).get("CONTACT")) if (number := as_id(found))]


def _fields(config: Bitrix24, draft: LeadDraft) -> dict[str, Any]:
    return {
        "NAME": one_line(draft.order.customer.name) or draft.phone or draft.origin,
        "OPENED": "Y",
        "SOURCE_ID": config.source_id,
        **({"ASSIGNED_BY_ID": config.assigned_by_id} if config.assigned_by_id else {}),
        **origin_fields(draft.origin, config),
        **{name: rows for name, rows in reach_fields(draft).items() if rows},
    }
