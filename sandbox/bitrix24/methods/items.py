"""The universal API ``crm.item.*``: camelCase names, JSON types, codes in errors.

https://apidocs.bitrix24.com/api-reference/crm/universal/index.html
"""

from typing import Any

from sandbox.bitrix24 import errors, listing, multifields, php, records, values
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.fields import DEAL, NAMES, camel, describe
from sandbox.bitrix24.filters import split_key
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.portal import Record

_ALIASES = {"phone": "PHONE", "email": "EMAIL"}


def _add(call: Call) -> dict[str, Any]:
    entity_type = _type(call)
    raw = _upper(call, entity_type, _fields_of(call))
    given = _given(call, entity_type, raw)
    rows = multifields.change_new([], _fields_of(call).get("fm")) if entity_type != DEAL else []
    number = records.add(call.portal, entity_type, given, rows, call.caller.user_id, strict=True)
    record = call.portal.tables[entity_type].get(number)
    return {"item": _write(call, entity_type, record) if record else {"id": number}}


def _update(call: Call) -> dict[str, Any]:
    entity_type, record = _type(call), _record(call)
    raw = _upper(call, entity_type, _fields_of(call))
    given = _given(call, entity_type, raw)
    if given.get("CATEGORY_ID", record.get("CATEGORY_ID")) != record.get("CATEGORY_ID"):
        given.setdefault("STAGE_ID", None)  # another funnel without a stage: its first one
    rows = record["FM"]
    if "fm" in _fields_of(call) and entity_type != DEAL:
        rows = multifields.change_new(rows, _fields_of(call)["fm"])
    records.update(call.portal, entity_type, record, given, rows, user=call.caller.user_id, strict=True)
    return {"item": _write(call, entity_type, record)}


def _get(call: Call) -> dict[str, Any]:
    return {"item": _write(call, _type(call), _record(call))}


def _delete(call: Call) -> list[Any]:
    records.delete(call.portal, _type(call), _record(call)["ID"])
    return []


def _fields(call: Call) -> dict[str, Any]:
    entity_type = _type(call)
    names = _names(call, entity_type)
    known = call.portal.fields(entity_type)
    return {"fields": {names[name]: describe(field, item_api=True) for name, field in known.items()}}


def _list(call: Call) -> Page:
    entity_type = _type(call)
    known = call.portal.fields(entity_type)
    query = Query.of(call.params.get("filter"), call.params.get("order"), call.params.get("start"))
    query = Query(_filter(call, entity_type, query.filter), _order(call, entity_type, query.order), query.start)
    kinds = {name: field.kind for name, field in known.items() if field.kind != "crm_multifield"}
    found = listing.find(call.portal.tables[entity_type].values(), query, kinds, call.portal.zone)
    page = listing.cut(found, query.start)
    select = [str(name) for name in php.as_list(call.params.get("select"))]
    items = [_choose(_write(call, entity_type, record), select) for record in page.result]
    return Page({"items": items}, page.total, page.next)


def _filter(call: Call, entity_type: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """Unlike the old API, an unknown name is an error."""
    upper = {item: name for name, item in _names(call, entity_type).items()}
    read: dict[str, Any] = {}
    for key, value in wanted.items():
        prefix, name = split_key(key)
        if key.isdigit():
            read[key] = _filter(call, entity_type, php.as_map(value))
        elif key.lower() == "logic":
            read[key] = value
        elif name in upper:
            read[prefix + upper[name]] = value
        else:
            text = f"Invalid filter: field '{name}' is not allowed in filter"
            raise RestError(text, "INVALID_ARG_VALUE")
    return read


def _order(call: Call, entity_type: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """The first key counts most, so their order stays."""
    upper = {item: name for name, item in _names(call, entity_type).items()}
    return {upper[name]: direction for name, direction in wanted.items() if name in upper}


def _names(call: Call, entity_type: int) -> dict[str, str]:
    """UPPER name to the name used in this call."""
    original = call.params.get("useOriginalUfNames") == "Y"
    known = call.portal.fields(entity_type)
    return {name: name if field.custom and original else camel(name) for name, field in known.items()}


def _upper(call: Call, entity_type: int, raw: dict[str, Any]) -> dict[str, Any]:
    names = _names(call, entity_type)
    return {name: raw[item] for name, item in names.items() if item in raw}


def _given(call: Call, entity_type: int, raw: dict[str, Any]) -> Record:
    given = records.read_fields(call.portal, entity_type, raw)
    if "LEAD_ID" in raw:  # writable here and nowhere else
        given["LEAD_ID"] = php.integer(raw["LEAD_ID"]) or None
    return given


def _fields_of(call: Call) -> dict[str, Any]:
    if "fields" not in call.params:
        raise errors.missing("fields")
    return php.as_map(call.params["fields"])


def _type(call: Call) -> int:
    if "entityTypeId" not in call.params:
        raise errors.missing("entityTypeId")
    entity_type = php.integer(call.params["entityTypeId"])
    if entity_type not in NAMES:
        raise RestError("Smart process not found", "NOT_FOUND")
    return entity_type


def _record(call: Call) -> Record:
    if "id" not in call.params:
        raise errors.missing("id")
    record = call.portal.tables[_type(call)].get(php.integer(call.params["id"]))
    if record is None:
        raise errors.element_not_found()
    return record


def _write(call: Call, entity_type: int, record: Record) -> dict[str, Any]:
    known = call.portal.fields(entity_type)
    names = _names(call, entity_type)
    item = {
        names[name]: values.write_new(field, record.get(name), call.portal.zone)
        for name, field in known.items()
        if field.kind != "crm_multifield" and not name.startswith("HAS_")
    }
    item["entityTypeId"] = entity_type
    if entity_type == DEAL:
        return item
    return item | {"fm": [multifields.write_new(row) for row in record["FM"]]} | _flat(record)


def _flat(record: Record) -> dict[str, str]:
    """Read-only aliases with the first value: ``phone``, ``phoneMobile`` …"""
    flat: dict[str, str] = {}
    for alias, type_id in _ALIASES.items():
        for row in multifields.of_type(record["FM"], type_id):
            flat.setdefault(alias, row["VALUE"])
            flat.setdefault(f"{alias}{row['VALUE_TYPE'].capitalize()}", row["VALUE"])
    return flat


def _choose(item: dict[str, Any], select: list[str]) -> dict[str, Any]:
    """``fm`` comes only with everything."""
    if not select or "*" in select:
        return item
    return {name: value for name, value in item.items() if name in select and name != "fm"}


METHODS: Methods = {
    "crm.item.add": Method(_add, cost=0.4),
    "crm.item.update": Method(_update, cost=0.4),
    "crm.item.get": Method(_get),
    "crm.item.list": Method(_list, cost=0.15),
    "crm.item.delete": Method(_delete, cost=0.3),
    "crm.item.fields": Method(_fields),
}
