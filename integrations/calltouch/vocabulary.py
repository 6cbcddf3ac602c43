"""Calltouch's words in ours: names of parameters, words for *empty*, phases of a call, refusals.

Names are compared without case, blanks and underscores, so ``callerPhone`` and ``caller_phone`` are one.
"""

import html
import re

from desk.tracking.model import Kind

EMPTY = {
    "",
    "-",
    "<не указано>",
    "<не указан>",
    "<не заполнено>",
    "не указано",
    "(not set)",
    "<not set>",
    "(none)",
    "null",
    "undefined",
}
TEMPLATE = re.compile(r"\{[\w\s.$-]*\}")  # a parameter that nobody filled; JSON has quotes in its braces

KINDS = {
    **dict.fromkeys(("call", "calls", "звонок", "звонки"), Kind.CALL),
    **dict.fromkeys(("request", "requests", "form", "заявка", "заявки"), Kind.REQUEST),
    **dict.fromkeys(("chat", "chats", "dialog", "чат", "чаты"), Kind.CHAT),
}
UNDER_WAY = "callconnected"  # every other phase, known or not, is the end of a call

KIND = ("leadtype", "type", "event")
PHASE = ("callphase", "phase")
IDS = {
    Kind.CALL: ("callid", "id"),
    Kind.REQUEST: ("requestid", "id"),
    Kind.CHAT: ("chatid", "dialogid", "id"),
}
# Of a call ``phoneNumber`` is the number that was called, of anything else the customer's.
PHONES = {
    Kind.CALL: ("callerphone", "callernumber", "clientphone", "phone"),
    Kind.REQUEST: ("callerphone", "callernumber", "clientphone", "phone", "phonenumber"),
    Kind.CHAT: ("callerphone", "callernumber", "clientphone", "phone", "phonenumber"),
}
EMAIL = ("email", "clientemail", "visitoremail")
# A number of seconds leaves no doubt, so it is looked at first.
MOMENTS = ("timestamp", "calltime", "requestdate", "chatdate", "datetime", "date", "datestr")
SITE = ("siteid",)

TEXTS = {
    "name": ("fio", "name", "clientname", "visitorname"),
    "subject": ("subject", "formname", "topic"),
    "source": ("source",),
    "medium": ("medium",),
    "utm_source": ("utmsource",),
    "utm_medium": ("utmmedium",),
    "utm_campaign": ("utmcampaign",),
    "utm_content": ("utmcontent",),
    "utm_term": ("utmterm",),
}
# What a touch has no place for, kept beside it.
FURTHER = {
    "request_number": ("requestnumber", "orderid"),
    "called_number": ("phonenumber", "calledphone"),
    "redirect_number": ("redirectnumber", "operatorphone"),
    "comment": ("comment", "message", "text"),
    "duration": ("duration",),
    "waiting": ("waitingconnect",),
    "status": ("status", "successful"),
    "unique": ("unique", "uniquecall", "uniquerequest"),
    "target": ("target", "targetcall", "targetrequest"),
    "uniq_target": ("uniqtargetcall", "uniqtargetrequest", "uniqtarget"),
    "keyword": ("keyword", "keywords"),
    "session_id": ("sessionid",),
    "ct_client_id": ("ctclientid",),
    "ct_caller_id": ("ctcallerid",),
    "ct_global_id": ("ctglobalid",),
    "ya_client_id": ("yaclientid",),
    "ga_client_id": ("gcid", "clientid", "guaclientid"),
    "tags": ("tags", "calltags", "requesttags"),
    "record_url": ("reclink", "recordlink", "recordurl", "record"),
    "url": ("url", "pageurl", "requesturl"),
    "ref": ("ref", "referrer"),
    "city": ("city",),
    "ip": ("ip",),
    "hostname": ("hostname",),
    "manager": ("manager",),
    "attrs": ("attrs",),
}

# The wording of refusals of single deals is not published; what is denied is looked for first: "does not exist".
NO_SUCH = ("not found", "not exist", "unknown", "no such", "не найден", "не существует", "отсутствует")
THERE = ("already", "exist", "duplicate", "уже", "существует", "дубл", "повтор")


def squeeze(name: str) -> str:
    """A name as it is compared."""
    return re.sub(r"[\W_]+", "", name.casefold())


def is_empty(value: str) -> bool:
    return html.unescape(value).strip().casefold() in EMPTY


def says(text: str, words: tuple[str, ...]) -> bool:
    lowered = text.casefold()
    return any(word in lowered for word in words)
