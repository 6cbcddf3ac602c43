"""Outgoing events of the site: an order was saved, or is gone.

https://apidocs.bitrix24.com/api-reference/sale/events/index.html
"""

from collections.abc import Sequence

from desk.errors import Rejected
from desk.exchange.hints import StoreHint
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from integrations.bitrix_rest.client import as_id
from integrations.bitrix_rest.events import TokenHook, read_form
from integrations.bitrix_site.order import NAME

SAVED = ("ONSALEORDERSAVED", "ONORDERENTITYSAVED", "ONSALEBEFOREORDERDELETE")
DELETED = "ONORDERDELETED"


class BitrixSiteHook(TokenHook):
    """``POST /hooks/bitrix_site``; an empty ``application_token`` closes it."""

    name = NAME
    owner = "the site"

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        """Events of payments, shipments and properties carry ids of their own; their order's saving is told, too."""
        form = read_form(request.body)
        event = form.get("event", "").upper()
        if not event:
            raise Rejected("the body names no event", field="event")
        number = form.get("data[FIELDS][ID]", "")
        if event != DELETED and event not in SAVED:
            return [Notice("store_event", f"the site: {event} {number}".strip(), data={"event": event})]
        if not as_id(number):
            raise Rejected("the event names no order", field="data[FIELDS][ID]")
        return [StoreHint(NAME, str(as_id(number)), gone=event == DELETED)]
