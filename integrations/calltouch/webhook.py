"""Events of Calltouch: not signed, so their address is the secret. Every parameter is what somebody ticked.

https://www.calltouch.ru/support/ (sending information about calls by webhooks)
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace

import orjson

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from desk.tracking.model import Kind
from integrations.calltouch.config import Calltouch
from integrations.calltouch.events import KNOWN, read_event
from integrations.calltouch.fields import read_events

ROOT = "/hooks/calltouch/"
HIDDEN = "***"
NAMES = {kind.value: kind for kind in Kind}


class CalltouchHook:
    """``/hooks/calltouch/{secret}/{call|request|chat}``, GET or POST; without the last part the kind is found out."""

    name = "calltouch"
    success = b"OK"

    def __init__(self, section: Calltouch) -> None:
        self._secret = section.webhook_secret.get_secret_value().encode()
        self._site_id = str(section.site_id)
        self._zone = section.zone

    def verify(self, request: InboundRequest) -> None:
        if not self._secret:
            raise Unauthorised("events of Calltouch are not accepted: webhook_secret is not set")
        given, kind = _split(request.path)
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            raise Unauthorised("the address of the event is not one of ours")
        if kind and kind not in NAMES:
            raise Unauthorised("nobody is expected at this address: it ends with call, request or chat")

    def redact(self, request: InboundRequest) -> InboundRequest:
        kind = _split(request.path)[1]
        path = f"{ROOT}{HIDDEN}/{kind}".rstrip("/")
        base, mark, query = request.url.partition("?")
        return replace(request, path=path, url=f"{base.partition(ROOT)[0]}{path}{mark}{query}")

    def delivery_id(self, request: InboundRequest) -> str:
        """Calltouch numbers no deliveries: the same words are the same event, by GET or POST, in any order."""
        said = [sorted(fields.values.items()) for fields in read_events(request)]
        return hashlib.sha256(orjson.dumps([_split(request.path)[1], *said])).hexdigest()

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        """Raises Rejected for words that are none of Calltouch's."""
        kind = NAMES.get(_split(request.path)[1])
        events = read_events(request)
        named = frozenset[str]().union(*(fields.named for fields in events))
        if not named:
            return [Notice("tracker_test", "Calltouch: an empty event")]
        if named.isdisjoint(KNOWN):
            raise Rejected("the event has no parameter of Calltouch's")
        now = request.received_at
        return [read_event(it, kind, self._site_id, now, self._zone) for it in events if it.named & KNOWN]


def _split(path: str) -> tuple[str, str]:
    """Secret and kind."""
    secret, _, kind = path.removeprefix(ROOT).partition("/")
    return secret, kind.rstrip("/").lower()
