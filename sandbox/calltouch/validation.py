"""What a told deal must look like. Every complaint names its field."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.calltouch.cabinet import Row
from sandbox.calltouch.dates import read_moment
from sandbox.calltouch.matching import SEARCHES

Complaints = Iterator[tuple[str, str]]
MOST_DEALS = 100
LONGEST_SOURCE = 128
REVENUE = re.compile(r"\d{1,12}(\.\d{1,2})?")
CURRENCY = re.compile(r"[a-z]{3}")
NEAREST = ("nearest", "nearestUniq", "nearestUniqLead")
TEXTS = ("orderName", "funnel", "status", "manager", "orderLink")
PLAIN = {"orderNumber", "statusDate", "currency", "revenue", "margin", "customFields", "products", "orderContacts"}
BOTH = PLAIN.union(TEXTS)
NEW = BOTH | {"matching", "orderDate", "leadManager", "comment", "addTags", "addTagsToLead", "addCustomFieldsToLead"}
CHANGED = BOTH | {"updateDate", "leadManager", "addNewComment", "addTags", "addTagsToLead"}
CONTACTS = {"fio", "phoneNumber", "email", "waPhone", "tgId", "tgUsername", "vkId"}
TYPE_TO_MATCH = {
    "callContactParams": "callTypeToMatch",
    "requestContactParams": "requestTypeToMatch",
    "leadContactParams": "leadTypeToMatch",
    "chatContactParams": "chatTypeToMatch",
}
IDS = {"callParams": "callId", "requestParams": "requestId", "chatParams": "chatId"}


def complain(body: Any, zone: ZoneInfo, *, new: bool, deepest: int | None) -> list[tuple[str, str]]:
    orders = body.get("orders") if isinstance(body, dict) else None
    if not isinstance(orders, list) or not orders or len(orders) > MOST_DEALS:
        return [("orders", f"from 1 to {MOST_DEALS} deals are needed")]
    strange = body.keys() - {"crm", "orders"}
    found = [(name, "unknown field") for name in sorted(strange)]
    for place, order in enumerate(orders):
        if not isinstance(order, dict):
            found.append((f"orders[{place}]", "must be an object"))
            continue
        told = [*_about_order(order, NEW if new else CHANGED, zone)]
        told += _about_matching(order.get("matching"), zone, deepest) if new else []
        found += [(f"orders[{place}].{field}", message) for field, message in told]
    return found


def _about_order(order: Row, known: set[str], zone: ZoneInfo) -> Complaints:
    for name in sorted(order.keys() - known):
        yield name, "unknown field"
    if not isinstance(order.get("orderNumber"), str) or not order["orderNumber"]:
        yield "orderNumber", "must be a text"
    for name in TEXTS:
        if name in order and (not isinstance(order[name], str) or not order[name]):
            yield name, "must be a text, and not an empty one"
    for name in ("orderDate", "statusDate", "updateDate"):
        if name in order and not is_moment(order[name], zone):
            yield name, "expected dd-mm-yyyy HH:MM:SS"
    if "currency" in order and not CURRENCY.fullmatch(str(order["currency"])):
        yield "currency", "expected a code in lower case"
    if "revenue" in order and not REVENUE.fullmatch(str(order["revenue"])):
        yield "revenue", "expected an amount"
    yield from _about_contacts(order.get("orderContacts", {}))


def _about_contacts(contacts: Any) -> Complaints:
    main = contacts.get("mainContacts", {}) if isinstance(contacts, dict) else None
    if not isinstance(main, dict) or not set(main) <= CONTACTS or not all(main.values()):
        yield "orderContacts", "expected mainContacts with known fields that are not empty"


def _about_matching(rows: Any, zone: ZoneInfo, deepest: int | None) -> Complaints:
    if not isinstance(rows, list) or not rows:
        yield "matching", "must be a list, and not an empty one"
        return
    for place, row in enumerate(rows):
        kind = row.get("type") if isinstance(row, dict) else None
        if kind not in SEARCHES:
            yield f"matching[{place}].type", "unknown type"
            continue
        name = _params_name(kind)
        if set(row) != {"type", *([name] if name else [])} or (name and not isinstance(row[name], dict)):
            yield f"matching[{place}]", f"expected type and {name or 'nothing else'}"
        elif name:
            told = _about_params(name, row[name], zone, deepest)
            yield from ((f"matching[{place}].{name}.{field}", message) for field, message in told)


def _params_name(kind: str) -> str:
    special = {"withoutSource": "", "customSources": "customSourceParams"}
    return special.get(kind, f"{kind}Params")


def _about_params(name: str, params: Row, zone: ZoneInfo, deepest: int | None) -> Complaints:
    if name == "customSourceParams":
        for field, words in params.items():
            if field not in ("source", "medium", "campaign", "content", "term") or not is_text(words, LONGEST_SOURCE):
                yield field, f"expected a text of {LONGEST_SOURCE} characters at most"
    elif name in IDS:
        if not isinstance(params.get(IDS[name]), int):
            yield IDS[name], "must be a number"
    else:
        yield from _about_search(name, params, zone, deepest)


def _about_search(name: str, params: Row, zone: ZoneInfo, deepest: int | None) -> Complaints:
    contacts = ("phones",) if name == "callContactParams" else ("phones", "emails")
    for field in sorted(params.keys() - {*contacts, "date", "searchDepth", TYPE_TO_MATCH[name]}):
        yield field, "unknown field"
    for field in contacts:
        if field in params and not is_list_of_texts(params[field]):
            yield field, "must be a list of texts, and not an empty one"
    if not set(contacts) & params.keys():
        yield contacts[0], "nothing to look for"
    if not is_moment(params.get("date"), zone):
        yield "date", "expected dd-mm-yyyy HH:MM:SS"
    if params.get(TYPE_TO_MATCH[name]) not in NEAREST:
        yield TYPE_TO_MATCH[name], f"one of {', '.join(NEAREST)}"
    depth = params.get("searchDepth")
    if not isinstance(depth, int) or isinstance(depth, bool) or depth < 1 or (deepest and depth > deepest):
        yield "searchDepth", "must be a number of minutes within the limit"


def is_moment(value: Any, zone: ZoneInfo) -> bool:
    try:
        read_moment(value, zone)
    except (ValueError, TypeError):
        return False
    return True


def is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def is_list_of_texts(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and bool(value) and all(map(_is_word, value))


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
