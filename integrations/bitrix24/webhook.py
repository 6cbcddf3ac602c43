"""Outgoing events of the portal.

There is no signature: the application token in the body is the only proof.
Each event comes at most once and holds only an id, so it is a hint to look, never the news itself.
https://apidocs.bitrix24.com/api-reference/events/index.html
"""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl

from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from integrations.bitrix24.address import is_safe
from integrations.bitrix24.tokens import Pair
from integrations.bitrix24.vocabulary import ALARMS, EVENTS, UNKNOWN_EVENT

MOST_FIELDS = 200
INSTALLED = "ONAPPINSTALL"


class Bitrix24Hook:
    """``POST /hooks/bitrix24``; an empty ``application_token`` closes it."""

    name = "bitrix24"
    success = b""

    def __init__(self, application_token: SecretStr) -> None:
        self._token = application_token.get_secret_value().encode()

    def verify(self, request: InboundRequest) -> None:
        if not self._token:
            raise Unauthorised("events of Bitrix24 are not accepted: application_token is not set")
        given = read_form(request.body).get("auth[application_token]", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._token):
            raise Unauthorised("wrong application token")

    def delivery_id(self, request: InboundRequest) -> str:
        form = read_form(request.body)
        parts = [form.get(key, "") for key in ("event", "data[FIELDS][ID]", "ts", "event_handler_id")]
        if not all(parts[index] for index in (0, 2)):
            return hashlib.sha256(request.body).hexdigest()
        return ":".join(parts)

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        form = read_form(request.body)
        event = form.get("event", "").upper()
        if not event:
            raise Rejected("the body names no event", field="event")
        kind = EVENTS.get(event, UNKNOWN_EVENT)
        number = form.get("data[FIELDS][ID]", "")
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


def read_form(body: bytes) -> dict[str, str]:
    """The first value of every name; {} for what is no form."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(pairs))
