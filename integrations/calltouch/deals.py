"""Deals in Calltouch's words: ``orderNumber`` is the order's id in the CRM, ``orderName`` its number there.

https://www.calltouch.ru/support/api-metod-sozdaniya-sdelok/
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from desk.tracking.model import Customer, Kind, Touch
from desk.tracking.ports import Bound, Search, Told, TrackerDeal
from integrations.calltouch.client import Row, as_dict
from integrations.calltouch.moments import write_moment
from integrations.calltouch.refusals import tell, unreadable
from integrations.calltouch.vocabulary import NO_SUCH, THERE, says

CRM = "RetailCRM"
NOT_FOUND = dict.fromkeys(("source", "medium", "campaign"), "Лид не найден")
NOBODY = {"type": "customSources", "customSourceParams": NOT_FOUND}
LONGEST = 126  # characters of a text
CENT = Decimal("0.01")
KINDS = frozenset(it.value for it in Kind)


def write_new(deal: TrackerDeal, zone: ZoneInfo, matching: Sequence[Row]) -> Row:
    contacts = _contacts(deal.contact) if deal.contact else {}
    return _present(
        {
            "matching": list(matching),
            **_common(deal, zone),
            "orderDate": write_moment(deal.created_at, zone),
            "orderContacts": {"mainContacts": contacts} if contacts else None,
        }
    )


def write_change(deal: TrackerDeal, zone: ZoneInfo) -> Row:
    """Nothing in it binds the deal anew (CR-68)."""
    return _present({**_common(deal, zone), "updateDate": write_moment(deal.status_at, zone)})


def write_lead(lead: Touch | None) -> list[Row]:
    """Of one that is known already; None: there is none."""
    rows: list[Row] = []
    if lead:
        number = int(lead.id) if lead.id.isdecimal() else lead.id
        rows = [{"type": lead.kind.value, f"{lead.kind.value}Params": {f"{lead.kind.value}Id": number}}]
    return [*rows, NOBODY]


def write_matching(search: Search | None, zone: ZoneInfo) -> list[Row]:
    """Tried from the first to the last, which always fits (CR-63 to CR-69). Empty lists would be refused."""
    rows = []
    if search and search.phones:
        params = {"phones": list(search.phones), **_nearest(search, zone, "callTypeToMatch")}
        rows.append({"type": "callContact", "callContactParams": params})
    if search and (search.phones or search.emails):
        contacts = _present({"phones": list(search.phones), "emails": list(search.emails)})
        params = {**contacts, **_nearest(search, zone, "requestTypeToMatch")}
        rows.append({"type": "requestContact", "requestContactParams": params})
    return [*rows, NOBODY]


def read_answers(told: Any, deals: Sequence[TrackerDeal], operation: str) -> list[Told]:
    """One for each deal, by its number, else by its place. Raises Temporary where one is missing: ask again."""
    rows = as_dict(as_dict(told).get("data")).get("orders")
    if not isinstance(rows, list):
        raise unreadable(operation, "no list of deals")
    named = {str(it["orderNumber"]): it for it in map(as_dict, rows) if it.get("orderNumber")}
    answers = []
    for place, deal in enumerate(deals):
        row = named.get(deal.ref) or _nameless(rows, place)
        if row is None:
            raise unreadable(operation, "silent about a deal")
        answers.append(_read_answer(row, deal.ref))
    return answers


def read_bindings(rows: Sequence[Row]) -> dict[str, Bound]:
    """Whom each deal belongs to. Words that stand for nobody are a source like any other, without an id."""
    return {str(row["orderNumber"]): _read_binding(row) for row in rows if row.get("orderNumber")}


def _read_binding(row: Row) -> Bound:
    source, visit = as_dict(row.get("orderSource")), as_dict(row.get("visit"))
    kind = str(source.get("type") or "").lower()
    number = str(source.get(f"{kind}Id") or "")
    came = str(visit.get("utmSource") or visit.get("source") or "")
    return Bound(kind, number, came) if kind in KINDS and number else Bound(source=came)


def _nameless(rows: Sequence[Any], place: int) -> Row | None:
    row = as_dict(rows[place]) if place < len(rows) else {}
    return row if row and not row.get("orderNumber") else None


def _read_answer(row: Mapping[str, Any], ref: str) -> Told:
    if not row.get("error"):
        return Told(ref)
    reason = tell(row["error"])
    unknown = says(reason, NO_SUCH)
    return Told(ref, reason, there=not unknown and says(reason, THERE), unknown=unknown)


def _common(deal: TrackerDeal, zone: ZoneInfo) -> Row:
    return {
        "orderNumber": deal.ref,
        "orderName": _cut(deal.title),
        "funnel": _cut(deal.funnel),
        "status": _cut(deal.status),
        "statusDate": write_moment(deal.status_at, zone),
        "currency": deal.currency.lower(),
        "revenue": str(deal.revenue.quantize(CENT, ROUND_HALF_UP)),
        "manager": _cut(deal.manager),
    }


def _contacts(customer: Customer) -> Row:
    name = customer.name
    fio = " ".join(part for part in (name.last, name.first, name.patronymic) if part)
    phone = customer.phones[0] if customer.phones else ""
    return _present({"fio": _cut(fio), "phoneNumber": phone, "email": customer.email})


def _nearest(search: Search, zone: ZoneInfo, how: str) -> Row:
    minutes = int(search.depth.total_seconds() // 60)
    return {"date": write_moment(search.before, zone), how: "nearest", "searchDepth": minutes}


def _cut(text: str) -> str:
    return text[:LONGEST].rstrip()


def _present(row: Row) -> Row:
    """Without what is empty: an empty text is not the same as none."""
    return {name: value for name, value in row.items() if value not in ("", None, [])}
