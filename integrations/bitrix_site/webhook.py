"""Outgoing events of the site: an order was saved, or is gone.

https://apidocs.bitrix24.com/api-reference/sale/events/index.html
"""

from collections.abc import Sequence

from desk.errors import Rejected
from desk.exchange.hints import StoreHint
from desk.model import InboundRequest
from desk.ports import HookFact, Notice
from integrations.bitrix_rest.events import TokenHook, read_event
from integrations.bitrix_site.order import NAME
from integrations.values import as_id

SAVED = ("ONSALEORDERSAVED", "ONORDERENTITYSAVED", "ONSALEBEFOREORDERDELETE")
DELETED = "ONORDERDELETED"


class BitrixSiteHook(TokenHook):
    """``POST /hooks/bitrix_site``; an empty ``application_token`` closes it."""

    name = NAME
    owner = "the site"

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        """Events of payments, shipments and properties carry ids of their own; their order's saving is told, too."""
        event, form = read_event(request.body)
        number = form.get("data[FIELDS][ID]", "")
        if event != DELETED and event not in SAVED:
            return [Notice("store_event", f"the site: {event} {number}".strip(), data={"event": event})]
        ref = as_id(number)
        if not ref:
            raise Rejected("the event names no order", field="data[FIELDS][ID]")
        return [StoreHint(NAME, str(ref), gone=event == DELETED)]
