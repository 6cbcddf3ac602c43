"""Outgoing events of a portal or a site.

There is no signature: the application token in the body is the only proof.
Each event comes at most once and holds only an id, so it is a hint to look, never the news itself.
https://apidocs.bitrix24.com/api-reference/events/index.html
"""

import hashlib
import hmac
from urllib.parse import parse_qsl

from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest

MOST_FIELDS = 200


class TokenHook:
    """What all hooks of this kind have in common; an empty ``application_token`` closes them."""

    owner = ""  # whose events they are, for people
    success = b""

    def __init__(self, application_token: SecretStr) -> None:
        self._token = application_token.get_secret_value().encode()

    def verify(self, request: InboundRequest) -> None:
        if not self._token:
            raise Unauthorised(f"events of {self.owner} are not accepted: application_token is not set")
        given = read_form(request.body).get("auth[application_token]", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._token):
            raise Unauthorised("wrong application token")

    def delivery_id(self, request: InboundRequest) -> str:
        form = read_form(request.body)
        parts = [form.get(key, "") for key in ("event", "data[FIELDS][ID]", "ts", "event_handler_id")]
        if not all(parts[index] for index in (0, 2)):
            return hashlib.sha256(request.body).hexdigest()
        return ":".join(parts)


def read_event(body: bytes) -> tuple[str, dict[str, str]]:
    """Its name in capitals, and the whole form. Raises Rejected for what names no event."""
    form = read_form(body)
    event = form.get("event", "").upper()
    if not event:
        raise Rejected("the body names no event", field="event")
    return event, form


def read_form(body: bytes) -> dict[str, str]:
    """The first value of every name; {} for what is no form."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(pairs))
