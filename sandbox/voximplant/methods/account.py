"""GetAccountInfo, SetAccountInfo: https://voximplant.com/docs/references/httpapi/accounts"""

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params, write_date

PROFILE = ("language_code", "location", "account_first_name", "account_last_name", "account_custom_data")


async def get_account_info(cloud: Cloud, params: Params) -> Envelope:
    account = cloud.account
    result = {
        "account_id": account.account_id,
        "account_name": account.name,
        "account_email": account.email,
        "api_key": account.api_key,
        "api_address": cloud.url.partition("://")[2],
        "created": write_date(account.created),
        "active": True,
        "frozen": False,
        "balance": account.balance,
        "credit_limit": account.credit_limit,
        "currency": account.currency,
        "min_balance_to_notify": account.min_balance_to_notify,
        "callback_url": account.callback_url,
        "callback_salt": account.callback_salt,
        "a2p_sms_enabled": account.a2p_sms_enabled,
        **account.profile,
    }
    if params.flag("return_live_balance"):
        result["live_balance"] = account.balance
    return {"result": result}


async def set_account_info(cloud: Cloud, params: Params) -> Envelope:
    """The callback's salt is shorter than 40 characters, its address is http or https."""
    account = cloud.account
    if "callback_url" in params:
        if params.text("callback_url") and not params.text("callback_url").startswith(("http://", "https://")):
            raise ApiError(398, "callback_url")
        account.callback_url = params.text("callback_url")
    if "callback_salt" in params:
        if len(params.text("callback_salt")) >= 40:
            raise ApiError(399, "callback_salt")
        account.callback_salt = params.text("callback_salt")
    if "min_balance_to_notify" in params:
        account.min_balance_to_notify = _read_money(params, "min_balance_to_notify")
    account.profile.update({name: params.text(name) for name in PROFILE if name in params})
    return {"result": 1}


def _read_money(params: Params, name: str) -> float:
    try:
        return float(params.need(name))
    except ValueError as error:
        raise ApiError(101, name) from error


METHODS: Methods = {"GetAccountInfo": get_account_info, "SetAccountInfo": set_account_info}
