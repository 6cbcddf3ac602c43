"""Account callbacks: https://voximplant.com/docs/guides/management-api/callbacks"""

import hashlib
from collections.abc import Callable
from typing import Any

import aiohttp

from sandbox.voximplant.account import Account


def sign(account: Account, callback_id: int) -> str:
    plain = f"{account.callback_salt}{account.account_id}{account.api_key}{callback_id}"
    return hashlib.md5(plain.encode(), usedforsecurity=False).hexdigest()


async def announce(
    client: aiohttp.ClientSession,
    note: Callable[..., Any],
    *,
    account: Account,
    callback_id: int,
    kind: str,
    details: dict[str, Any],
) -> None:
    """POST one callback, once; the outcome is written into the history."""
    callback = {
        "callback_id": callback_id,
        "type": kind,
        "account_id": account.account_id,
        "account_name": account.name,
        "account_email": account.email,
        "language_code": "ru",
        "account_first_name": "A",
        "account_last_name": "B",
        "hash": sign(account, callback_id),
        "balance": account.balance,
        "currency": account.currency,
        kind: details,
    }
    try:
        async with client.post(account.callback_url, json={"callbacks": [callback]}) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        status = 0
    note("callback", kind=kind, callback_id=callback_id, status=status)
