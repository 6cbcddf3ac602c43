"""A lead as the outside sees it: the JSON of ``GET /api/leads/{id}`` and ``ringdesk leads show --json``."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from desk.leads.doubts import Doubt, doubts_of
from desk.leads.model import Bridge, Lead
from desk.leads.records import CallAttempt, SmsRecord

HELD = "carry_out"  # as the next action: a person's wish that is held


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One line of the history, as it was written."""

    at: datetime
    what: str
    why: str
    who: str
    data: Mapping[str, Any] = field(default_factory=dict)


def lead_json(lead: Lead, history: Iterable[PastEntry]) -> dict[str, Any]:
    """Moments are ISO 8601 with offset, those of ``next`` in the customer's zone."""
    return {
        "id": lead.id,
        "ref": lead.order.ref,
        "source": lead.order.source,
        "status": lead.status.value,
        "final": lead.final,
        "name": lead.order.customer.name,
        "phone": lead.phone or lead.order.customer.phone,
        "phone_problem": lead.phone_problem,
        "email": lead.order.customer.email,
        "city": lead.city,
        "timezone": lead.zone,
        "timezone_from": lead.zone_from,
        "assignee": asdict(lead.assignee) if lead.assignee else None,
        "order": plain(asdict(lead.order)),
        "attached": [{"at": iso(it.at), "order": plain(asdict(it.order))} for it in lead.attached],
        "partner": asdict(lead.partner) if lead.partner else {"code": lead.order.partner_code},
        "crm": {"system": lead.crm_system, "id": lead.crm_id},
        "calls": [_call(call) for call in lead.calls],
        "bridges": [_bridge(bridge) for bridge in lead.bridges],
        "messages": [_sms(sms) for sms in lead.messages],
        "trouble": lead.trouble.value if lead.trouble else None,
        "unknown": [_doubt(doubt) for doubt in doubts_of(lead)],
        "next": _next(lead),
        "created_at": iso(lead.created_at),
        "history": [
            {"at": iso(it.at), "what": it.what, "why": it.why, "who": it.who, "data": plain(dict(it.data))}
            for it in history
        ],
    }


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def plain(value: Any) -> Any:
    """Dates and decimals as text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal | datetime):
        return str(value)
    return value


def _next(lead: Lead) -> dict[str, Any]:
    """What a person asked for, and may still take back, comes first."""
    if held := lead.held:
        why = f"{held.by.name} asked for it: {held.deed.value}"
        return {"action": HELD, "at": iso(held.until.astimezone(ZoneInfo(lead.zone))), "why": why}
    at = lead.next.at.astimezone(ZoneInfo(lead.zone)) if lead.next.at else None
    return {"action": lead.next.action.value, "at": iso(at), "why": lead.next.why}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    """``subject`` names it to ``ringdesk leads settle``."""
    return {"what": doubt.what, "subject": doubt.subject, "since": iso(doubt.since)}


def _call(call: CallAttempt) -> dict[str, Any]:
    return {
        "number": call.number,
        "started_at": iso(call.started_at or call.asked_at),
        "result": call.result.value if call.result else None,
        "ended_at": iso(call.ended_at),
        "provider_id": call.provider_id,
        "talk_seconds": call.talk_seconds,
        "key": call.key,
        "reason": call.reason,
        "cost": plain(call.cost),
        "word": call.word.value if call.word else None,
    }


def _bridge(bridge: Bridge) -> dict[str, Any]:
    """A call that joins a seller with the customer."""
    leg = bridge.leg.value if bridge.leg else None
    return {"by": asdict(bridge.by), "begun_at": iso(bridge.begun_at), "leg": leg} | _call(bridge.call)


def _sms(sms: SmsRecord) -> dict[str, Any]:
    return {
        "kind": sms.kind.value,
        "name": sms.name,
        "to": sms.to,
        "status": sms.status.value if sms.status else "planned",
        "provider_id": sms.provider_id,
        "text": sms.text,
        "parts": sms.parts,
        "reason": sms.reason,
        "cost": plain(sms.cost),
        "word": sms.word.value if sms.word else None,
    }
