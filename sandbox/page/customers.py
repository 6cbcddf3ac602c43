"""The latest customers: what was ordered, what the CRM knows, what their phones rang and showed."""

from typing import Any

from sandbox.page.leads import key_of, show_lead
from sandbox.page.orders import Orders, Sent, show_order
from sandbox.page.phones import phone_key, show_calls, show_texts
from sandbox.world.town import Town

LATEST = 8
Json = dict[str, Any]


def show_customers(town: Town, orders: Orders) -> list[Json]:
    """Newest last. A customer is a phone number; orders from outside the page are known by their leads."""
    leads = {key_of(lead): lead for lead in town.bitrix24.leads()}
    sent = {phone_key(one.order.phone): one for one in orders.sent}
    met: dict[str, str] = {key: lead["DATE_CREATE"].isoformat() for key, lead in leads.items()}
    met |= {key: one.order.at for key, one in sent.items()}
    latest = sorted(met, key=lambda key: met[key])[-LATEST:]
    return [_show(town, key, leads.get(key), sent.get(key)) for key in latest]


def _show(town: Town, key: str, lead: Json | None, sent: Sent | None) -> Json:
    return {
        "key": key,
        "name": sent.order.name if sent else str((lead or {}).get("NAME") or (lead or {}).get("TITLE") or ""),
        "phone": sent.order.phone if sent else next(iter((lead or {}).get("PHONE") or [""])),
        "zone": sent.order.city.timezone if sent else str((lead or {}).get("UF_CRM_TIMEZONE") or ""),
        "city": sent.order.city.name if sent else str((lead or {}).get("UF_CRM_CITY") or ""),
        "order": show_order(sent) if sent else None,
        "calls": show_calls(town, key),
        "texts": show_texts(town, key),
        "lead": show_lead(town.bitrix24, lead) if lead else None,
    }
