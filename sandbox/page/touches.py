"""The call tracker as its cabinet shows it: who rang, wrote and chatted, and the journal of deals."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.calltouch.cabinet import Call, Chat, Deal, Form, Visit
from sandbox.calltouch.dates import read_moment
from sandbox.world.connection import DEAL_DELAY, LEAD_DELAY
from sandbox.world.town import Town

LATEST = 30
Touch = Call | Form | Chat
Json = dict[str, Any]
# A field of the CRM's order for each kind, as the desk calls it.
KINDS: dict[type[Touch], tuple[str, str]] = {
    Call: ("call", "calltouch_call_id"),
    Form: ("request", "calltouch_request_id"),
    Chat: ("chat", "calltouch_chat_id"),
}


def show_tracker(town: Town) -> Json:
    """Both lists with the newest first."""
    cabinet = town.calltouch.cabinet
    touches: list[Touch] = [*cabinet.calls.values(), *cabinet.forms.values(), *cabinet.chats.values()]
    latest = sorted(touches, key=lambda it: it.at, reverse=True)[:LATEST]
    deals = sorted(cabinet.deals.values(), key=lambda it: it.id, reverse=True)[:LATEST]
    return {
        "site": cabinet.site_id,
        "delays": [int(LEAD_DELAY / timedelta(minutes=1)), int(DEAL_DELAY / timedelta(minutes=1))],
        "touches": [_show_touch(town, it) for it in latest],
        "deals": [_show_deal(town, it) for it in deals],
    }


def _show_touch(town: Town, touch: Touch) -> Json:
    kind, field = KINDS[type(touch)]
    orders = town.retailcrm.account.orders.values()
    order = next((it for it in orders if str(it["customFields"].get(field)) == str(touch.id)), None)
    return {
        "kind": kind,
        "id": touch.id,
        "at": touch.at.isoformat(),
        "due": (touch.at + LEAD_DELAY).isoformat(),
        "phone": touch.phone,
        "name": "" if isinstance(touch, Call) else touch.name,
        "email": "" if isinstance(touch, Call) else touch.email,
        "subject": touch.subject if isinstance(touch, Form) else "",
        "missed": isinstance(touch, Call) and not touch.duration,
        "marks": _show_marks(touch.visit),
        "order": order["number"] if order else "",
    }


def _show_marks(visit: Visit | None) -> str:
    if visit is None:
        return ""
    labels = (visit.utm_source, visit.utm_medium, visit.utm_campaign, visit.utm_content, visit.utm_term)
    return " / ".join(filter(None, labels)) or " / ".join((visit.source, visit.medium))


def _show_deal(town: Town, deal: Deal) -> Json:
    told, zone = deal.fields, town.calltouch.cabinet.zone
    words = dict(deal.binding.words)
    due = due_of(town, deal)
    return {
        "id": deal.id,
        "order": deal.number,
        "name": told.get("orderName", ""),
        "status": told.get("status", ""),
        "revenue": float(told.get("revenue") or 0),
        "funnel": told.get("funnel", ""),
        "manager": told.get("manager", ""),
        "made": read_moment(told["orderDate"], zone).isoformat(),
        "updated": read_moment(told.get("updateDate") or told["statusDate"], zone).isoformat(),
        "lead": {"kind": deal.binding.kind.lower(), "id": deal.binding.id} if deal.binding.id else None,
        "words": words.get("source", ""),
        "due": due.isoformat() if due else None,
    }


def due_of(town: Town, deal: Deal) -> datetime | None:
    """When the desk, by its settings, tells of a status that changed after it had told of this order last."""
    changes = (
        row["at"]
        for row in town.retailcrm.account.history
        if row["field"] == "status" and str(row["order"]["id"]) == deal.number and row["at"] > deal.changed_at
    )
    first = next(changes, None)
    return first + DEAL_DELAY if first else None
