"""The old API: ``crm.lead.*``, ``crm.deal.*``, ``crm.contact.*``, ``crm.company.*``.

UPPER_CASE names, strings out, ``Access denied.``-like errors with an empty code.
https://apidocs.bitrix24.com/api-reference/crm/leads/crm-lead-add.html
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sandbox.bitrix24 import errors, listing, multifields, php, records, values
from sandbox.bitrix24.fields import DEAL, MULTIFIELDS, NAMES, describe
from sandbox.bitrix24.listing import Page, Query
from sandbox.bitrix24.method import Call, Method, Methods
from sandbox.bitrix24.params import pick, pick_id
from sandbox.bitrix24.portal import Portal, Record

# https://apidocs.bitrix24.com/api-reference/crm/deals/crm-deal-list.html: neither selected nor filtered.
_HIDDEN_IN_LIST = ("CONTACT_IDS", "COMPANY_IDS")


def _add(entity_type: int, call: Call) -> int:
    raw = _array(call, "fields", needed=True)
    _array(call, "params")
    given = records.read_fields(call.portal, entity_type, raw)
    rows = records.read_multifields([], raw) if entity_type != DEAL else []
    return records.add(call.portal, entity_type, given, rows, call.caller.user_id)


def _update(entity_type: int, call: Call) -> bool:
    record = _record(entity_type, call)
    raw = _array(call, "fields", needed=True)
    given = records.read_fields(call.portal, entity_type, raw)
    given.pop("CATEGORY_ID", None)  # only crm.item.update changes the funnel
    rows = records.read_multifields(record["FM"], raw) if entity_type != DEAL else []
    records.update(call.portal, entity_type, record, given, rows, user=call.caller.user_id)
    return True


def _get(entity_type: int, call: Call) -> dict[str, Any]:
    record = _record(entity_type, call)
    written = write(call.portal, entity_type, record, [*_scalar_names(call.portal, entity_type)])
    return written | _multifields(record, MULTIFIELDS)


def _delete(entity_type: int, call: Call) -> bool:
    records.delete(call.portal, entity_type, _record(entity_type, call)["ID"])
    return True


def _fields(entity_type: int, call: Call) -> dict[str, Any]:
    return {name: describe(field) for name, field in call.portal.fields(entity_type).items()}


def _list(entity_type: int, call: Call) -> Page:
    query = Query.of(_array(call, "filter"), _array(call, "order"), pick(call.params, "start"))
    kinds = {name: field.kind for name, field in call.portal.fields(entity_type).items()}
    kinds = {name: kind for name, kind in kinds.items() if name not in _HIDDEN_IN_LIST}
    rows = [flat(record) for record in listing.narrow(call.portal.tables[entity_type].values(), query, kinds)]
    page = listing.cut(listing.find(rows, query, kinds, call.portal.zone), query.start)
    names = _selected(call.portal, entity_type, php.as_list(_array(call, "select")))
    wanted = [name for name in MULTIFIELDS if name in names]
    result = [write(call.portal, entity_type, row, names) | _multifields(row, wanted) for row in page.result]
    return Page(result, page.total, page.next)


def flat(record: Record) -> Record:
    """The record with its phones and addresses as filterable lists of texts."""
    texts = {type_id: [row["VALUE"] for row in multifields.of_type(record["FM"], type_id)] for type_id in MULTIFIELDS}
    return record | texts


def write(portal: Portal, entity_type: int, record: Record, names: list[str]) -> dict[str, Any]:
    known = portal.fields(entity_type)
    record = record | _reached(record)
    return {
        name: values.write_old(known[name], record.get(name), portal.zone)
        for name in names
        if name in known and known[name].kind != "crm_multifield"
    }


def _reached(record: Record) -> dict[str, str]:
    found = {row["TYPE_ID"] for row in record["FM"]}
    return {f"HAS_{name}": "Y" if name in found else "N" for name in ("PHONE", "EMAIL")} | {"HAS_IMOL": "N"}


def _multifields(record: Record, names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """Keys of multifields are absent when there are none."""
    rows = {name: [multifields.write_old(row) for row in multifields.of_type(record["FM"], name)] for name in names}
    return {name: found for name, found in rows.items() if found}


def _scalar_names(portal: Portal, entity_type: int) -> list[str]:
    known = portal.fields(entity_type)
    return [name for name in known if name not in (*MULTIFIELDS, *_HIDDEN_IN_LIST)]


def _selected(portal: Portal, entity_type: int, select: list[Any]) -> list[str]:
    """``*`` is every own field, ``UF_*`` every custom one; neither brings phones and addresses."""
    known = portal.fields(entity_type)
    names = [name for name in select if name in known]
    scalar = _scalar_names(portal, entity_type)
    if not select or "*" in select:
        names += [name for name in scalar if not known[name].custom]
    if "UF_*" in select:
        names += [name for name in scalar if known[name].custom]
    return [name for name in dict.fromkeys(names) if name not in _HIDDEN_IN_LIST]


def _record(entity_type: int, call: Call) -> Record:
    number = pick_id(call.params)
    if number <= 0:
        raise errors.RestError("ID is not defined or invalid.")
    record = call.portal.tables[entity_type].get(number)
    if record is None:
        raise errors.not_found()
    return record


def _array(call: Call, name: str, *, needed: bool = False) -> Any:
    value = pick(call.params, name)
    if isinstance(value, (dict, list)) or (value in (None, "") and not needed):
        return value if isinstance(value, list) and name == "select" else php.as_map(value)
    raise errors.must_be_array(name)


_ACTIONS: dict[str, tuple[Callable[[int, Call], Any], float]] = {
    "add": (_add, 0.3),
    "update": (_update, 0.3),
    "get": (_get, 0.05),
    "delete": (_delete, 0.2),
    "fields": (_fields, 0.02),
    "list": (_list, 0.1),
}

METHODS: Methods = {
    f"crm.{name.lower()}.{action}": Method(partial(run, entity_type), cost=cost)
    for entity_type, name in NAMES.items()
    for action, (run, cost) in _ACTIONS.items()
}
