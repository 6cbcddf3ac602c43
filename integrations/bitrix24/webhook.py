"""Outgoing events of the portal. https://apidocs.bitrix24.com/api-reference/events/index.html"""

from collections.abc import Sequence

from desk.exchange.hints import DealHint
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from integrations.bitrix24.tokens import Pair
from integrations.bitrix24.vocabulary import ALARMS, DEAL_EVENTS, EVENTS, UNKNOWN_EVENT
from integrations.bitrix_rest.address import is_safe
from integrations.bitrix_rest.events import TokenHook, read_event, read_form

INSTALLED = "ONAPPINSTALL"


class Bitrix24Hook(TokenHook):
    """``POST /hooks/bitrix24``; an empty ``application_token`` closes it."""

    name = "bitrix24"
    owner = "Bitrix24"

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        event, form = read_event(request.body)
        kind = EVENTS.get(event, UNKNOWN_EVENT)
        number = form.get("data[FIELDS][ID]", "")
        if event in DEAL_EVENTS and number.isascii() and number.isdecimal():
            return [DealHint(self.name, number)]
        data = {"event": event, "id": number, "domain": form.get("auth[domain]", ""), "ts": form.get("ts", "")}
        text = f"Bitrix24: {kind.replace('_', ' ') if kind != UNKNOWN_EVENT else event} {number}".strip()
        return [Notice(kind, text, alarm=kind in ALARMS, data={key: value for key, value in data.items() if value})]


def installed(request: InboundRequest) -> Pair | None:
    """The tokens of a verified installation event, for ``Tokens.adopt``; None for any other event."""
    form = read_form(request.body)
    refresh = form.get("auth[refresh_token]", "")
    if form.get("event", "").upper() != INSTALLED or not refresh:
        return None
    endpoint = form.get("auth[client_endpoint]", "")
    return Pair(refresh, form.get("auth[access_token]", ""), endpoint if is_safe(endpoint) else "")
