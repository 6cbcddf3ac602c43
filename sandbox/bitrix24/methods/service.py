"""Methods about the API itself and the application's event handlers.

https://apidocs.bitrix24.com/api-reference/events/event-bind.html
"""

from typing import Any

from sandbox.bitrix24 import php
from sandbox.bitrix24.bindings import EVENTS, Binding
from sandbox.bitrix24.dates import write_date
from sandbox.bitrix24.errors import RestError
from sandbox.bitrix24.method import Call, Method, Methods


def _scope(call: Call) -> list[str]:
    return sorted(call.caller.scopes)


def _time(call: Call) -> str:
    return write_date(call.portal.now(), call.portal.zone)


def _app(call: Call) -> dict[str, Any]:
    return {
        "ID": 1,
        "CODE": call.caller.source,
        "VERSION": 1,
        "STATUS": "L",
        "INSTALLED": True,
        "PAYMENT_EXPIRED": "N",
        "DAYS": None,
        "LANGUAGE_ID": "ru",
        "LICENSE": "ru_selfhosted" if call.portal.on_premise else "ru_pro100",
        "SCOPE": sorted(call.caller.scopes),
    }


def _feature(call: Call) -> dict[str, str]:
    """On-premise editions answer with the name of their licence, the cloud with Y or N."""
    if not call.params.get("CODE"):
        raise RestError("CODE can't be empty", "CODE_EMPTY")
    return {"value": "ru_selfhosted" if call.portal.on_premise else "Y"}


def _bind(call: Call) -> bool:
    event, handler = _event(call), php.text(call.params.get("handler"))
    if not handler.startswith(("http://", "https://")):
        raise RestError("Handler URL is not specified", "ERROR_WRONG_HANDLER_URL")
    auth_type = php.integer(call.params.get("auth_type"))
    if any((known.event, known.handler, known.auth_type) == (event, handler, auth_type) for known in _bound(call)):
        raise RestError("Unable to set event handler: Handler already binded", "ERROR_CORE")
    number = call.portal.next_id("binding", 975)
    call.portal.bindings.append(Binding(number, event, handler, app=True, auth_type=auth_type))
    return True


def _unbind(call: Call) -> dict[str, int]:
    event, handler = _event(call), php.text(call.params.get("handler"))
    gone = [known for known in _bound(call) if known.event == event and known.handler == handler]
    for known in gone:
        call.portal.bindings.remove(known)
    return {"count": len(gone)}


def _get(call: Call) -> list[dict[str, Any]]:
    return [
        {"event": known.event, "handler": known.handler, "auth_type": str(known.auth_type), "offline": 0}
        for known in _bound(call)
    ]


def _event(call: Call) -> str:
    event = php.text(call.params.get("event")).upper()
    if event not in EVENTS:
        raise RestError("Event not found", "ERROR_EVENT_NOT_FOUND")
    return event


def _bound(call: Call) -> list[Binding]:
    return [known for known in call.portal.bindings if known.app]


METHODS: Methods = {
    "scope": Method(_scope, ""),
    "server.time": Method(_time, ""),
    "feature.get": Method(_feature, ""),
    "app.info": Method(_app, "", app=True),
    "event.bind": Method(_bind, "", app=True),
    "event.unbind": Method(_unbind, "", app=True),
    "event.get": Method(_get, "", app=True),
}
