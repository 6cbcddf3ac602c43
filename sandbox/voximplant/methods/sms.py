"""SendSmsMessage, A2PSendSms: https://voximplant.com/docs/references/httpapi/sms"""

from datetime import timedelta
from typing import Any

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import TEXTS, ApiError
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params, is_e164, strip_number
from sandbox.voximplant.sms import DELIVERED, Sms, count_fragments

P2P_LIMIT, A2P_LIMIT, A2P_NUMBERS = 765, 1600, 100


async def send_sms_message(cloud: Cloud, params: Params) -> Envelope:
    """From a rented number with SMS switched on. Raises ApiError 386, 422, 423, 508 or 127."""
    source, destination = strip_number(params.need("source")), params.need("destination")
    phone = next((one for one in cloud.phones if one.number == source and not one.deactivated), None)
    if phone is None:
        raise ApiError(422, "source")
    if not phone.is_sms_enabled:
        raise ApiError(386, "source")
    if not is_e164(destination):
        raise ApiError(423, "destination")
    text = _read_text(params, "sms_body", P2P_LIMIT)
    cloud.account.require_money()
    sms = _accept(cloud, params, source, destination, text, a2p=False)
    return {"result": 1, "message_id": sms.message_id, "fragments_count": sms.fragments}


async def a2p_send_sms(cloud: Cloud, params: Params) -> Envelope:
    """To many at once; some may be accepted while others fail. Raises ApiError 507, 508, 509 or 127."""
    if not cloud.account.a2p_sms_enabled:
        raise ApiError(509)
    source = params.need("src_number")
    if source not in cloud.sender_ids:
        raise ApiError(507, "src_number")
    params.need("dst_numbers")
    numbers = params.words("dst_numbers", A2P_NUMBERS)
    text = _read_text(params, "text", A2P_LIMIT)
    cloud.account.require_money()
    sent: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for number in numbers:
        code = cloud.sms_failures.get(strip_number(number), 0) if is_e164(number) else 423
        if code:
            failed.append({"destination_number": number, "error_description": TEXTS[code], "error_code": code})
        else:
            sms = _accept(cloud, params, source, number, text, a2p=True)
            sent.append({"message_id": sms.message_id, "destination_number": sms.destination})
    return {"result": sent, "failed": failed, "fragments_count": count_fragments(text)}


def _read_text(params: Params, field: str, most: int) -> str:
    text = params.text(field)
    if not 0 < len(text) <= most:
        raise ApiError(508, field)
    return text


def _accept(cloud: Cloud, params: Params, source: str, number: str, text: str, *, a2p: bool) -> Sms:
    message_id = 1024 + len(cloud.messages)
    fragments = count_fragments(text)
    invoice = cloud.charge("SMSOUT", fragments * cloud.account.tariff.sms, message_id)
    now = cloud.clock.now()
    sms = Sms(
        message_id=message_id,
        a2p=a2p,
        source=source,
        destination=strip_number(number),
        text=text,
        fragments=fragments,
        cost=invoice.amount,
        transaction_id=invoice.transaction_id,
        at=now,
        settles_at=now + timedelta(seconds=cloud.sms_delay_s),
        store_body=params.flag("store_body"),
        final=cloud.sms_delivery.get(strip_number(number), DELIVERED),
    )
    cloud.messages.append(sms)
    cloud.note("sms", number=sms.destination, text=text, source=source, message_id=message_id)
    return sms


METHODS: Methods = {"SendSmsMessage": send_sms_message, "A2PSendSms": a2p_send_sms}
