"""Adding, changing and deleting leads, deals, contacts and companies."""

from typing import Any

from sandbox.bitrix24 import multifields, values
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import COMPANY, CONTACT, DEAL, LEAD, MULTIFIELDS, NAMES
from sandbox.bitrix24.portal import SIMPLE, Portal, Record

_STAGE = {LEAD: ("STATUS_ID", "STATUS_SEMANTIC_ID"), DEAL: ("STAGE_ID", "STAGE_SEMANTIC_ID")}


def read_fields(portal: Portal, entity_type: int, raw: dict[str, Any]) -> Record:
    """Kept values by UPPER name; unknown and read-only names and unreadable dates vanish without a word."""
    known = portal.fields(entity_type)
    read: Record = {}
    for name, value in raw.items():
        field = known.get(name)
        if field is None or field.read_only or field.kind == "crm_multifield":
            continue
        kept = values.read(field, value, portal.zone)
        if kept is not values.DROPPED:
            read[name] = kept
    return read


def read_multifields(rows: list[multifields.Row], raw: dict[str, Any]) -> list[multifields.Row]:
    for type_id in MULTIFIELDS:
        if type_id in raw:
            rows = multifields.change_old(rows, type_id, raw[type_id])
    return rows


def add(
    portal: Portal, entity_type: int, given: Record, rows: list[multifields.Row], user: int, *, strict: bool = False
) -> int:
    """Raises RestError for missing required fields and, when ``strict``, for a foreign stage."""
    _check(portal, entity_type, given, rows, adding=True)
    record: Record = {name: [] if field.multiple else None for name, field in portal.fields(entity_type).items()}
    record |= _defaults(portal, entity_type, user) | given
    record["ID"] = portal.next_id(NAMES[entity_type])
    record["FM"] = rows
    if entity_type != CONTACT and not record["TITLE"]:
        record["TITLE"] = f"{NAMES[entity_type].capitalize()} #{record['ID']}"
    _settle(portal, entity_type, record, given, strict=strict)
    portal.tables[entity_type][record["ID"]] = record
    portal.tell(f"ONCRM{NAMES[entity_type]}ADD", record["ID"])
    if entity_type == LEAD and portal.mode == SIMPLE:
        _turn_into_deal(portal, record, user)
    return int(record["ID"])


def update(
    portal: Portal,
    entity_type: int,
    record: Record,
    given: Record,
    rows: list[multifields.Row],
    *,
    user: int,
    strict: bool = False,
) -> None:
    _check(portal, entity_type, given, rows, adding=False)
    changed = record | given
    _settle(portal, entity_type, changed, given, strict=strict)
    changed |= {"FM": rows, "DATE_MODIFY": portal.now().replace(microsecond=0), "MODIFY_BY_ID": user}
    record |= changed
    portal.tell(f"ONCRM{NAMES[entity_type]}UPDATE", record["ID"])


def delete(portal: Portal, entity_type: int, number: int) -> None:
    del portal.tables[entity_type][number]
    portal.tell(f"ONCRM{NAMES[entity_type]}DELETE", number)


def _defaults(portal: Portal, entity_type: int, user: int) -> Record:
    now = portal.now().replace(microsecond=0)
    common = {
        "OPENED": "N",
        "ASSIGNED_BY_ID": user,
        "CREATED_BY_ID": user,
        "MODIFY_BY_ID": user,
        "DATE_CREATE": now,
        "DATE_MODIFY": now,
        "LAST_ACTIVITY_TIME": now,
        "LAST_ACTIVITY_BY": user,
    }
    if entity_type in (CONTACT, COMPANY):
        return common
    money = {"CURRENCY_ID": "RUB", "OPPORTUNITY": 0.0, "IS_MANUAL_OPPORTUNITY": "N", "IS_RETURN_CUSTOMER": "N"}
    return common | money | {"MOVED_BY_ID": user, "MOVED_TIME": now}


def _check(portal: Portal, entity_type: int, given: Record, rows: list[multifields.Row], *, adding: bool) -> None:
    empty = [
        field.title
        for name, field in portal.fields(entity_type).items()
        if field.required and (adding or name in given) and given.get(name) in (None, "", [])
    ]
    if empty:
        raise RestError("".join(f'The field "{title}" is required.<br>' for title in empty), "ERROR_CORE")
    if entity_type == CONTACT and adding and not (given.get("NAME") or given.get("LAST_NAME")):
        raise RestError('The field "First name" or "Last name" is required.<br>', "ERROR_CORE")
    for row in multifields.of_type(rows, "EMAIL"):
        if "@" not in row["VALUE"].strip("@") or " " in row["VALUE"]:
            raise RestError('The field "E-mail" is incorrect.<br>', "ERROR_CORE")


def _settle(portal: Portal, entity_type: int, record: Record, given: Record, *, strict: bool) -> None:
    """Fields that follow from others: stage, its meaning, links, flags."""
    if "CONTACT_IDS" in given:
        record["CONTACT_ID"] = next(iter(given["CONTACT_IDS"]), None)
    elif "CONTACT_ID" in given:
        record["CONTACT_IDS"] = [given["CONTACT_ID"]] if given["CONTACT_ID"] else []
    if entity_type in _STAGE:
        _settle_stage(portal, entity_type, record, given, strict=strict)
    if entity_type == LEAD and (record["CONTACT_ID"] or record["COMPANY_ID"]):
        record["IS_RETURN_CUSTOMER"] = "Y"


def _settle_stage(portal: Portal, entity_type: int, record: Record, given: Record, *, strict: bool) -> None:
    name, meaning = _STAGE[entity_type]
    if entity_type == DEAL:
        record["CATEGORY_ID"] = record["CATEGORY_ID"] or 0
        if strict and all(row["id"] != record["CATEGORY_ID"] for row in portal.categories):
            raise RestError(f"Category {record['CATEGORY_ID']} is not valid", "CRM_FIELD_ERROR_VALUE_NOT_VALID")
    stages = portal.stages(entity_type, record.get("CATEGORY_ID", 0))
    stage = next((row for row in stages if row["STATUS_ID"] == record[name]), None)
    if stage is None:
        if strict and given.get(name):
            raise RestError(f"Stage {given[name]} is not valid", "CRM_FIELD_ERROR_VALUE_NOT_VALID")
        stage = stages[0] if stages else {"STATUS_ID": "NEW", "SEMANTICS": None}
    moved = record[name] != stage["STATUS_ID"] or name in given
    record[name], record[meaning] = stage["STATUS_ID"], stage["SEMANTICS"] or "P"
    closed = record[meaning] != "P"
    if moved:
        record["MOVED_TIME"] = portal.now().replace(microsecond=0)
    if entity_type == LEAD:
        record["DATE_CLOSED"] = (record["DATE_CLOSED"] or record["MOVED_TIME"]) if closed else None
    else:
        record |= {"CLOSED": "Y" if closed else "N", "IS_NEW": "Y" if stage in stages[:1] else "N"}


def _turn_into_deal(portal: Portal, lead: Record, user: int) -> None:
    """Simple mode: a new lead becomes a contact and a deal at once, and cannot be found any more."""
    del portal.tables[LEAD][lead["ID"]]
    person = {name: lead[name] for name in ("NAME", "LAST_NAME", "SECOND_NAME", "SOURCE_ID") if lead[name]}
    contact = add(portal, CONTACT, {"NAME": lead["TITLE"]} | person, lead["FM"], user)
    shared = portal.fields(DEAL).keys() & portal.fields(LEAD).keys() - {"ID", "DATE_CREATE", "DATE_MODIFY"}
    given = {name: lead[name] for name in shared if lead[name] not in (None, "", [])}
    deal = add(portal, DEAL, given | {"CONTACT_IDS": [contact]}, [], user)
    portal.tables[DEAL][deal]["LEAD_ID"] = lead["ID"]
