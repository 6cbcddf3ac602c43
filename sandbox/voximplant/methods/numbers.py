"""GetCallerIDs, GetPhoneNumbers, ControlSms: https://voximplant.com/docs/references/httpapi/phonenumbers"""

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.numbers import CallerId, Phone
from sandbox.voximplant.params import Params, list_envelope, strip_number, write_date


async def get_caller_ids(cloud: Cloud, params: Params) -> Envelope:
    number, wanted = params.number("callerid_id"), strip_number(params.text("callerid_number"))
    active = params.flag("active") if params.text("active") else None
    found = [
        one
        for one in cloud.caller_ids
        if number in (None, one.callerid_id) and wanted in ("", one.number) and active in (None, one.active)
    ]
    return list_envelope([_describe_caller(one) for one in params.page(found)], len(found))


async def get_phone_numbers(cloud: Cloud, params: Params) -> Envelope:
    ids = params.numbers("phone_id")
    wanted = [strip_number(one) for one in params.words("phone_number")]
    found = [one for one in cloud.phones if (not ids or one.phone_id in ids) and (not wanted or one.number in wanted)]
    return list_envelope([_describe_phone(one) for one in params.page(found)], len(found))


async def control_sms(cloud: Cloud, params: Params) -> Envelope:
    """Raises ApiError 121 for a number that is not rented here, 528 for one that cannot carry SMS."""
    wanted = strip_number(params.need("phone_number"))
    phone = next((one for one in cloud.phones if one.number == wanted), None)
    if phone is None:
        raise ApiError(121, "phone_number")
    if not phone.is_sms_supported:
        raise ApiError(528, "phone_number")
    if params.need("command") not in ("enable", "disable"):
        raise ApiError(101, "command")
    phone.is_sms_enabled = params.text("command") == "enable"
    return {"result": 1}


def _describe_caller(one: CallerId) -> dict[str, object]:
    return {
        "callerid_id": one.callerid_id,
        "callerid_number": one.number,
        "active": one.active,
        "verified_until": one.verified_until.date().isoformat(),
    }


def _describe_phone(one: Phone) -> dict[str, object]:
    return {
        "phone_id": one.phone_id,
        "phone_number": one.number,
        "phone_purchase_date": write_date(one.purchased),
        "deactivated": one.deactivated,
        "can_be_used": not one.deactivated,
        "is_sms_supported": one.is_sms_supported,
        "is_sms_enabled": one.is_sms_enabled,
    }


METHODS: Methods = {
    "GetCallerIDs": get_caller_ids,
    "GetPhoneNumbers": get_phone_numbers,
    "ControlSms": control_sms,
}
