"""GetSmsHistory, A2PGetSmsHistory: https://voximplant.com/docs/references/httpapi/sms"""

from datetime import datetime
from typing import Any

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params, list_envelope, strip_number
from sandbox.voximplant.sms import SUCCESS, Sms


async def get_sms_history(cloud: Cloud, params: Params) -> Envelope:
    """Messages of ``SendSmsMessage``. Nothing comes in here, so ``direction=IN`` finds nothing."""
    direction = params.text("direction")
    if direction not in ("", "IN", "OUT"):
        raise ApiError(101, "direction")
    found = [] if direction == "IN" else _find(cloud, params, a2p=False)
    now = cloud.clock.now()
    rows = [
        {**_describe(sms, now), "direction": "OUT", "processed_date": sms.at.date().isoformat()}
        for sms in params.page(found)
    ]
    return list_envelope(rows, len(found))


async def a2p_get_sms_history(cloud: Cloud, params: Params) -> Envelope:
    now = cloud.clock.now()
    wanted = params.number("delivery_status")
    found = [sms for sms in _find(cloud, params, a2p=True) if wanted in (None, sms.delivery(now))]
    rows = [
        {
            **_describe(sms, now),
            "processing_date": sms.at.date().isoformat(),
            "delivery_status": sms.delivery(now),
        }
        for sms in params.page(found)
    ]
    return list_envelope(rows, len(found))


def _find(cloud: Cloud, params: Params, a2p: bool) -> list[Sms]:
    if params.text("output") not in ("", "json"):
        raise ApiError(101, "output")
    ids = params.numbers("message_id")
    source = params.text("source_number")
    destination = strip_number(params.text("destination_number"))
    start, end = params.date("from_date"), params.date("to_date")
    return [
        sms
        for sms in cloud.messages
        if sms.a2p == a2p
        and (not ids or sms.message_id in ids)
        and source in ("", sms.source, f"+{sms.source}")
        and destination in ("", sms.destination)
        and (start is None or sms.at >= start)
        and (end is None or sms.at <= end)
    ]


def _describe(sms: Sms, now: datetime) -> dict[str, Any]:
    status = sms.status_id(now)
    row: dict[str, Any] = {
        "message_id": sms.message_id,
        "source_number": sms.source,
        "destination_number": sms.destination,
        "fragments": sms.fragments,
        "cost": sms.cost,
        "status_id": status,
        "error_message": None if status == SUCCESS or now < sms.settles_at else "Not delivered",
        "transaction_id": sms.transaction_id,
    }
    if sms.store_body:
        row["text"] = sms.text
    return row


METHODS: Methods = {"GetSmsHistory": get_sms_history, "A2PGetSmsHistory": a2p_get_sms_history}
