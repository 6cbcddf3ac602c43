"""Webhooks as a user sets them up: which parameters, under which names, by GET or POST, at which events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.calltouch.cabinet import COMPLETED, LOST, Cabinet, Call, Chat, Form, Visit
from sandbox.calltouch.dates import spell

NOT_SAID, NOT_FILLED = "<не указано>", "<не заполнено>"
Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Webhook:
    """One row of the cabinet's page. ``kind``: call, request or chat.

    ``ticked``: parameters by their usual names, None: all. ``names``: other spellings of them; ``also``: second ones,
    under which they come once more. ``extra``: what nobody knows. ``dates``: sql, slash, dash, unix or ms.
    ``begins``: sent at the start of a call, too. ``copies``: how often every event comes.
    """

    kind: str
    url: str
    method: str = "POST"
    ticked: tuple[str, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    dates: str = "sql"
    begins: bool = False
    copies: int = 1

    def spell(self, parameters: Mapping[str, str]) -> Pairs:
        told = {name: value for name, value in parameters.items() if self.ticked is None or name in self.ticked}
        first = [(self.names.get(name, name), value) for name, value in told.items()]
        second = [(self.also[name], value) for name, value in told.items() if name in self.also]
        return [*first, *second, *self.extra.items()]


def describe(thing: Call | Form | Chat, cabinet: Cabinet, dates: str) -> dict[str, str]:
    """All parameters by their usual names; nothing is never an empty text."""
    return _WRITERS[type(thing)](thing, cabinet, dates)


def templates(kind: str) -> dict[str, str]:
    """What a test sends."""
    return {name: f"{{{name}}}" for name in _NAMES[kind]}


def _call(call: Call, cabinet: Cabinet, dates: str) -> dict[str, str]:
    done = call.phase == COMPLETED
    return {
        "id": str(call.id),
        "callphase": call.phase,
        "callerphone": call.phone or NOT_SAID,
        "phonenumber": call.called,
        "calltime": spell(call.at, dates, cabinet.zone),
        "duration": str(call.duration),
        "waiting_connect": "12",
        "status": "successful" if done else "unsuccessful" if call.phase == LOST else NOT_SAID,
        "unique": "true" if call.first else "false",
        "targetcall": "true" if call.duration > 30 else "false",
        **_visit(call.visit),
        "siteid": str(cabinet.site_id),
        "reclink": f"https://api.calltouch.ru/record/{call.id}" if done else NOT_FILLED,
    }


def _form(form: Form, cabinet: Cabinet, dates: str) -> dict[str, str]:
    return {
        "requestid": str(form.id),
        "requestnumber": form.number or f"site-{form.id}",
        "subject": form.subject or NOT_FILLED,
        "fio": form.name or NOT_FILLED,
        "phone": form.phone or NOT_FILLED,
        "email": form.email or NOT_FILLED,
        "comment": form.comment or NOT_FILLED,
        "requestdate": spell(form.at, dates, cabinet.zone),
        **_visit(form.visit or Visit("", "", "", "", "", "", "")),
        "siteid": str(cabinet.site_id),
    }


def _chat(chat: Chat, cabinet: Cabinet, dates: str) -> dict[str, str]:
    return {
        "chatid": str(chat.id),
        "visitor_name": chat.name or NOT_FILLED,
        "phone": chat.phone or NOT_FILLED,
        "visitor_email": chat.email or NOT_FILLED,
        "date": spell(chat.at, dates, cabinet.zone),
        **_visit(chat.visit),
        "siteid": str(cabinet.site_id),
    }


def _visit(visit: Visit) -> dict[str, str]:
    told = {
        "source": visit.source,
        "medium": visit.medium,
        "utm_source": visit.utm_source,
        "utm_medium": visit.utm_medium,
        "utm_campaign": visit.utm_campaign,
        "utm_content": visit.utm_content,
        "utm_term": visit.utm_term,
        "keyword": visit.keyword,
        "city": visit.city,
        "url": visit.url,
    }
    return {name: value or NOT_SAID for name, value in told.items()} | {"sessionid": str(visit.session_id)}


_WRITERS: dict[type, Callable[[Any, Cabinet, str], dict[str, str]]] = {Call: _call, Form: _form, Chat: _chat}
_NAMES = {
    "call": ("id", "callphase", "callerphone", "phonenumber", "calltime", "status", "unique", "source", "utm_source"),
    "request": ("requestid", "subject", "fio", "phone", "email", "requestdate", "source", "utm_source"),
    "chat": ("chatid", "visitor_name", "phone", "visitor_email", "date", "source", "utm_source"),
}
