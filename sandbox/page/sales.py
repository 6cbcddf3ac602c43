"""The CRM that call tracking fills, as its managers see it: the list of orders."""

from typing import Any

from sandbox.retailcrm.orders import view
from sandbox.retailcrm.stock import Row
from sandbox.world.town import Town

LATEST = 30
MARKER = "calltouch_site_id"  # the desk's own name for it
OURS = "calltouch_"
Json = dict[str, Any]


def show_sales(town: Town) -> Json:
    """The newest order first. ``groups``: statuses as they are chosen from."""
    account = town.retailcrm.account
    groups = sorted(account.groups.values(), key=lambda it: int(it["ordering"]))
    latest = sorted(account.orders.values(), key=lambda it: int(it["id"]), reverse=True)[:LATEST]
    return {
        "groups": [
            {"name": it["name"], "statuses": [[code, account.statuses[code]["name"]] for code in it["statuses"]]}
            for it in groups
        ],
        "orders": [_show(town, it) for it in latest],
    }


def _show(town: Town, row: Row) -> Json:
    account = town.retailcrm.account
    seen, deal = view(account, row), town.calltouch.cabinet.deals.get(str(row["id"]))
    group = str(account.statuses[row["status"]]["group"])
    return {
        "id": row["id"],
        "number": row["number"],
        "name": " ".join(filter(None, (row.get("firstName"), row.get("lastName")))),
        "phone": row.get("phone") or "",
        "email": row.get("email") or "",
        "total": seen["totalSumm"],
        "status": row["status"],
        "closed": group if group in ("complete", "cancel") else "",
        "site": account.sites[row["site"]]["name"],
        "by_api": bool(row.get("fromApi")),
        "fields": _fields(town, row),
        "marked": bool(row["customFields"].get(MARKER)),
        "differs": deal is not None and float(deal.fields.get("revenue") or 0) != seen["totalSumm"],
    }


def _fields(town: Town, row: Row) -> list[tuple[str, str]]:
    """What call tracking filled: its fields as the CRM calls them, and the source. With @: the page's own word."""
    own = town.retailcrm.account.fields["order"]
    named = [(own[code]["name"], str(value)) for code, value in row["customFields"].items() if code.startswith(OURS)]
    source = " / ".join(str(value) for value in (row.get("source") or {}).values())
    return [*named, ("@source", source)] if source else named
