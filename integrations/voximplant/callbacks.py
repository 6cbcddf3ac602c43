"""Callbacks of the account itself. None of them reports a call.

https://voximplant.com/docs/guides/management-api/callbacks
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from desk.errors import Rejected, Unauthorised
from desk.ports import Notice
from integrations.voximplant.numbers import mask, read_id
from integrations.voximplant.signature import hash_callback, same

LONGEST_ID = 120
KEPT_OUT = frozenset(
    {"hash", "salt", "account_email", "account_name", "account_first_name", "account_last_name", "language_code"}
)
TEXTS = {
    "min_balance": "Voximplant: the balance is low",
    "account_is_frozen": "Voximplant: the account is frozen, no calls are made",
    "js_fail": "Voximplant: the telephony scenario failed",
    "sms_inbound": "Voximplant: an SMS has come in",
    "expiring_callerid": "Voximplant: the caller id is about to expire",
    "next_charge_alert": "Voximplant: a charge is due",
}


def read_callbacks(body: bytes) -> list[dict[str, Any]]:
    """Raises Rejected when this is not a list of callbacks, each with its id."""
    try:
        whole = orjson.loads(body)
    except ValueError:
        raise Rejected("the body is not JSON", field="body") from None
    found = whole.get("callbacks") if isinstance(whole, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise Rejected("callbacks: not a list of callbacks", field="callbacks")
    for place, one in enumerate(found):
        if not read_id(one.get("callback_id")):
            raise Rejected("no callback id", field=f"callbacks.{place}.callback_id")
    return found


def verify_callbacks(body: bytes, salt: str, account_id: int, api_key: str) -> None:
    """Every callback of the list must carry its hash. Raises Unauthorised; without salt and key nobody gets in."""
    if not (salt and api_key and account_id):
        raise Unauthorised("account callbacks need voximplant.callback_salt and api_key")
    try:
        callbacks = read_callbacks(body)
    except Rejected as error:
        raise Unauthorised(error.reason) from None
    for one in callbacks:
        expected = hash_callback(salt, account_id, api_key, read_id(one["callback_id"]))
        if not same(read_id(one.get("hash") or one.get("salt")).lower(), expected):
            raise Unauthorised("the hash of a callback does not match")


def identify_callbacks(body: bytes) -> str:
    """Repeats, their order and their grouping are not documented: the ids are what makes two deliveries the same."""
    ids = "+".join(read_id(one["callback_id"]) for one in read_callbacks(body))
    if len(ids) > LONGEST_ID:
        ids = hashlib.sha256(ids.encode()).hexdigest()
    return f"callback:{ids}"


def report_callbacks(body: bytes, alarms: frozenset[str]) -> Sequence[Notice]:
    return [_notice(one, alarms) for one in read_callbacks(body)]


def _notice(callback: dict[str, Any], alarms: frozenset[str]) -> Notice:
    kind = read_id(callback.get("type")) or "unknown"
    text = TEXTS.get(kind, f"Voximplant: {kind}")
    if kind == "min_balance":
        text += f": {callback.get('balance', '?')} {callback.get('currency', '')}".rstrip()
    return Notice(kind, mask(text), kind in alarms, _flatten(callback, kind))


def _flatten(callback: dict[str, Any], kind: str) -> dict[str, str]:
    """The plain fields, and those of the object (or list of objects) named like the type."""
    details = callback.get(kind)
    if isinstance(details, list):
        details = details[0] if details else None
    layers = [callback, details] if isinstance(details, dict) else [callback]
    return {
        key: str(value)
        for layer in layers
        for key, value in layer.items()
        if key not in KEPT_OUT and isinstance(value, str | int | float)
    }
