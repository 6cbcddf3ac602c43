"""PHONE, EMAIL and their kin: rows with ids of their own.

https://apidocs.bitrix24.com/api-reference/crm/data-types.html#crm_multifield
"""

import itertools
from collections.abc import Iterable
from typing import Any

from sandbox.bitrix24 import php

Row = dict[str, Any]

_TYPES = {
    "PHONE": ("WORK", "MOBILE", "FAX", "HOME", "PAGER", "MAILING", "OTHER"),
    "EMAIL": ("WORK", "HOME", "MAILING", "OTHER"),
}
_ids = itertools.count(11001)


def change_old(rows: list[Row], type_id: str, raw: Any) -> list[Row]:
    """No ``ID``: appended (so a repeated update doubles a phone). With ``ID``: changed, or deleted when
    ``DELETE`` is ``Y`` or the value is empty or absent. What is not mentioned stays."""
    kept = {row["ID"]: row for row in rows}
    for item in php.as_list(raw):
        if isinstance(item, dict):
            _change(kept, type_id, item)
    return list(kept.values())


def _change(kept: dict[int, Row], type_id: str, item: Row) -> None:
    number, value = php.integer(item.get("ID")), php.text(item.get("VALUE")).strip()
    if not number:
        if value:
            _append(kept, type_id, item.get("VALUE_TYPE"), value)
        return
    row = kept.get(number)
    if row is None or row["TYPE_ID"] != type_id:
        return
    if item.get("DELETE") == "Y" or not value:
        del kept[number]
    else:
        row |= {"VALUE": value, "VALUE_TYPE": _kind(type_id, item.get("VALUE_TYPE", row["VALUE_TYPE"]))}


def change_new(rows: list[Row], raw: Any) -> list[Row]:
    """Field ``fm``: a list or keys ``n0`` … append, keys that are record ids change; an empty value deletes.

    An element without ``typeId`` is silently not done; an unknown id makes a new record.
    """
    kept = {row["ID"]: row for row in rows}
    if not isinstance(raw, (list, dict)):
        return rows
    appended = isinstance(raw, list)
    for key, item in php.as_map(raw).items():
        if not isinstance(item, dict) or item.get("typeId") not in (*_TYPES, "WEB", "IM", "LINK"):
            continue
        number = 0 if appended or not key.isdigit() else int(key)
        value = php.text(item.get("value")).strip()
        if number in kept and not value:
            del kept[number]
        elif number in kept:
            kept[number] |= {"VALUE": value, "VALUE_TYPE": _kind(item["typeId"], item.get("valueType"))}
        elif value:
            _append(kept, item["typeId"], item.get("valueType"), value)
    return list(kept.values())


def _append(kept: dict[int, Row], type_id: str, kind: Any, value: str) -> None:
    number = next(_ids)
    kept[number] = {
        "ID": number,
        "TYPE_ID": type_id,
        "VALUE_TYPE": _kind(type_id, kind),
        "VALUE": value,
    }


def _kind(type_id: str, wanted: Any) -> str:
    allowed = _TYPES.get(type_id)
    return str(wanted) if wanted and (allowed is None or wanted in allowed) else "WORK"


def of_type(rows: Iterable[Row], type_id: str) -> list[Row]:
    return [row for row in rows if row["TYPE_ID"] == type_id]


def write_old(row: Row) -> Row:
    return {
        "ID": str(row["ID"]),
        "VALUE_TYPE": row["VALUE_TYPE"],
        "VALUE": row["VALUE"],
        "TYPE_ID": row["TYPE_ID"],
    }


def write_new(row: Row) -> Row:
    return {
        "id": row["ID"],
        "typeId": row["TYPE_ID"],
        "valueType": row["VALUE_TYPE"],
        "value": row["VALUE"],
    }
