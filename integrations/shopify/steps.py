"""One change of an order in Shopify. Each of them may be repeated: the order is read before."""

from typing import Any

from desk.errors import Rejected
from integrations.shopify import documents
from integrations.shopify.client import Client, as_dict, as_rows
from integrations.shopify.status import Action, Step

OPEN = ("OPEN", "IN_PROGRESS")
HELD = ("ON_HOLD", "SCHEDULED")
FULFILLABLE = "CREATE_FULFILLMENT"


async def take_step(client: Client, order: str, step: Step) -> None:
    """``order`` is its global id. Raises Rejected with Shopify's own words."""
    match step.action:
        case Action.TAG:
            await _tag(client, order, step)
        case Action.PAID:
            await client.change("MarkPaid", documents.MARK_PAID, {"input": {"id": order}})
        case Action.FULFILL:
            await _fulfill(client, order)
        case Action.CANCEL:
            await client.change("CancelOrder", documents.CANCEL, {"orderId": order, **CANCELLING})


CANCELLING: dict[str, Any] = {"reason": "OTHER", "restock": True, "refund": False, "notifyCustomer": False}


async def _tag(client: Client, order: str, step: Step) -> None:
    operation, document = ("RemoveTags", documents.REMOVE_TAGS) if step.remove else ("AddTags", documents.ADD_TAGS)
    await client.change(operation, document, {"id": order, "tags": list(step.tags)})


async def _fulfill(client: Client, order: str) -> None:
    """All that is open, one parcel's order after the other: those of different places may not go together."""
    data = await client.run("ReadParcels", documents.PARCELS, {"id": order})
    parcels = as_rows(as_dict(as_dict(data.get("order")).get("fulfillmentOrders")).get("nodes"))
    open_ones = [it for it in parcels if _is_open(it)]
    if not open_ones and any(it.get("status") in (*OPEN, *HELD) for it in parcels):
        raise Rejected("what is not sent yet is on hold, scheduled or with a fulfilment service", code="on_hold")
    for parcel in open_ones:
        fulfillment = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": parcel["id"]}], "notifyCustomer": False}
        await client.change("Fulfill", documents.FULFILL, {"fulfillment": fulfillment})


def _is_open(parcel: dict[str, Any]) -> bool:
    """What a fulfilment service has taken over is not ours to send."""
    actions = parcel.get("supportedActions")
    able = not isinstance(actions, list) or any(it.get("action") == FULFILLABLE for it in as_rows(actions))
    return parcel.get("status") in OPEN and able
