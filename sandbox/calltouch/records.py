"""Rows of the lists, as they are told."""

from datetime import datetime
from typing import Any

from sandbox.calltouch.cabinet import Cabinet, Call, Deal, Form, Row, Visit
from sandbox.calltouch.dates import RECORD

NOT_SAID = "<не указано>"


def write_call(call: Call, cabinet: Cabinet, *, tags: bool = False) -> Row:
    visit = call.visit
    return {
        "callId": call.id,
        "date": _write(call.at, cabinet),
        "timestamp": int(call.at.timestamp()),
        "callerNumber": call.phone,
        "phoneNumber": call.called,
        "redirectNumber": "74950000000",
        "duration": call.duration,
        "waitingConnect": 12,
        "successful": call.duration > 0,
        "callphase": call.phase,
        "uniqueCall": call.first,
        "targetCall": call.duration > 30,
        "uniqTargetCall": call.duration > 30 and call.first,
        "callbackCall": False,
        **_source(visit),
        "keyword": visit.keyword or NOT_SAID,
        "sessionId": visit.session_id,
        "ctCallerId": f"caller-{call.phone}",
        "ctClientId": 987,
        "siteId": cabinet.site_id,
        "siteName": "example.com",
        "hostname": "example.com",
        "url": visit.url,
        "callUrl": visit.url,
        "ref": "",
        "city": visit.city,
        "manager": None,
        "attribution": 1,
        **({"callTags": _tags(call.tags)} if tags else {}),
    }


def write_form(form: Form, cabinet: Cabinet, *, tags: bool = False) -> Row:
    """Phones and e-mails are lists; an e-mail is under one pair of names or the other, as older rows have them."""
    kind, value = ("contactType", "contactValue") if form.id % 2 else ("type", "value")
    return {
        "requestId": form.id,
        "requestNumber": form.number or f"site-{form.id}",
        "subject": form.subject,
        "date": int(form.at.timestamp() * 1000),
        "dateStr": _write(form.at, cabinet),
        "uniqueRequest": True,
        "targetRequest": True,
        "uniqTargetRequest": True,
        "siteId": cabinet.site_id,
        "manager": "",
        "client": {
            "clientId": 1,
            "fio": form.name,
            "phones": [{"phoneNumber": form.phone, "phoneType": "MOBILE"}] if form.phone else [],
            "contacts": [{kind: "EMAIL", value: form.email}] if form.email else [],
        },
        "session": _session(form.visit),
        "orders": [],
        **({"RequestTags": _tags(form.tags)} if tags else {}),
        "comments": [{"commentId": 1, "requestId": form.id, "comment": form.comment}] if form.comment else [],
        "mapVisits": None,
        "ctClientId": 987,
        "ctGlobalId": None,
        "widgetInfo": None,
    }


def write_deal(deal: Deal, cabinet: Cabinet) -> Row:
    source: Row = {"type": deal.binding.kind, "callId": None, "requestId": None, "chatId": None}
    key = {"CALL": "callId", "REQUEST": "requestId", "CHAT": "chatId"}.get(deal.binding.kind)
    return {
        "orderId": deal.id,
        "orderNumber": deal.number,
        "orderName": deal.fields.get("orderName", ""),
        "orderStatus": deal.fields.get("status", ""),
        "funnel": deal.fields.get("funnel", ""),
        "orderDate": deal.fields.get("orderDate", ""),
        "createdDate": _write(deal.made_at, cabinet),
        "updatedDate": _write(deal.changed_at, cabinet),
        "plannedAmount": 0,
        "completedAmount": float(deal.fields.get("revenue") or 0),
        "manager": deal.fields.get("manager", ""),
        "visit": dict(deal.binding.words),
        "orderSource": source | ({key: deal.binding.id} if key else {}),
        "tags": [],
        "comment": "",
    }


def _source(visit: Visit) -> Row:
    told = {
        "source": visit.source,
        "medium": visit.medium,
        "utmSource": visit.utm_source,
        "utmMedium": visit.utm_medium,
        "utmCampaign": visit.utm_campaign,
        "utmContent": visit.utm_content,
        "utmTerm": visit.utm_term,
    }
    return {name: value or NOT_SAID for name, value in told.items()}


def _session(visit: Visit | None) -> Any:
    if visit is None:
        return None
    told = {"sessionId": visit.session_id, "keywords": visit.keyword, "city": visit.city, "url": visit.url, "ref": ""}
    return _source(visit) | told | {"ip": "203.0.113.9", "guaClientId": "", "yaClientId": "", "attribution": 1}


def _tags(names: list[str]) -> list[Row]:
    return [{"category": "", "type": "MANUAL", "names": names}] if names else []


def _write(moment: datetime, cabinet: Cabinet) -> str:
    return moment.astimezone(cabinet.zone).strftime(RECORD)
