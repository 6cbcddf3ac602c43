"""The CRM's end of the exchange as people see it: its board of deals. The store's list is the store's own."""

from typing import Any

from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.bitrix24.fields import DEAL
from sandbox.world.portal import ORDER_FIELD, PIPELINE
from sandbox.world.storefront import LATEST

Json = dict[str, Any]


def show_board(bitrix24: Bitrix24Fake) -> Json:
    """The stages of the pipeline in their order, and its deals, newest first."""
    stages = bitrix24.portal.stages(DEAL, PIPELINE)
    return {
        "stages": [{"id": it["STATUS_ID"], "name": it["NAME"], "ends": it["SEMANTICS"] or ""} for it in stages],
        "deals": [_show_deal(bitrix24, deal) for deal in reversed(bitrix24.board(PIPELINE)[-LATEST:])],
    }


def _show_deal(bitrix24: Bitrix24Fake, deal: Json) -> Json:
    manager = bitrix24.users.get(deal["ASSIGNED_BY_ID"] or 0, {})
    return {
        "id": deal["ID"],
        "title": deal["TITLE"],
        "order": deal.get(ORDER_FIELD) or "",
        "amount": float(deal["OPPORTUNITY"] or 0),
        "stage": deal["STAGE_ID"],
        "manager": " ".join(filter(None, (manager.get("NAME"), manager.get("LAST_NAME")))),
    }
