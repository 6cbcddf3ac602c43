"""Shopify's refusals in our words. An answer of 200 may hold errors, and half of its data.

https://shopify.dev/docs/api/usage/response-codes
"""

from collections.abc import Mapping, Sequence
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.phone import hide
from integrations.http import Answer, refuse

THROTTLED, DENIED = "THROTTLED", "ACCESS_DENIED"
INTERNAL = ("INTERNAL_SERVER_ERROR", "TIMEOUT", "")
CLOSED = (DENIED, "SHOP_INACTIVE")
SECURITY_PAUSE = 60.0  # seconds; how long such a rejection lasts is not said
LOCK_PAUSE = 900.0  # seconds; a lock is lifted by Shopify, not by asking
LONGEST_REASON = 300  # characters


def judge_status(answer: Answer, operation: str, *, repeatable: bool) -> DeskError:
    """What an unsuccessful HTTP status stands for."""
    code, reason = str(answer.status), f"Shopify {operation}: HTTP {answer.status}"
    match answer.status:
        case 401:
            return Unauthorised("Shopify does not accept our token (any more)", code=code)
        case 402:
            return Unauthorised("the shop is frozen: its bill at Shopify is unpaid", code=code)
        case 403:
            return Unauthorised("Shopify does not let our app in", code=code)
        case 404:
            return Unauthorised("no shop answers at this address, or not with this api_version", code=code)
        case 423:
            return Temporary(f"{reason}: the shop is locked", code=code, retry_after=LOCK_PAUSE)
        case 430:
            return Temporary(f"{reason}: turned away for safety", code=code, retry_after=SECURITY_PAUSE)
    return refuse(answer, repeatable=repeatable)


def judge_errors(errors: Sequence[Mapping[str, Any]], operation: str, *, repeatable: bool) -> DeskError:
    """What ``errors`` of an answer stand for; the first one names the kind."""
    code = code_of(errors[0])
    reason = f"Shopify {operation}: {tell(errors)}"
    if code == THROTTLED:
        return Temporary(reason, code=code, blameless=True)
    if code in CLOSED:
        return Unauthorised(reason, code=code)
    if code in INTERNAL:
        return Temporary(reason, code=code) if repeatable else Unknown(reason, code=code)
    return Rejected(reason, code=code)


def unreadable(operation: str, *, repeatable: bool) -> DeskError:
    reason = f"Shopify {operation}: the answer is none that can be read"
    return Temporary(reason) if repeatable else Unknown(reason)


def code_of(error: Mapping[str, Any]) -> str:
    extensions = error.get("extensions")
    return str(extensions.get("code") or "") if isinstance(extensions, dict) else ""


def tell(errors: Sequence[Mapping[str, Any]]) -> str:
    """Their messages for people, without numbers of customers."""
    texts = dict.fromkeys(" ".join(str(it.get("message", "")).split()) for it in errors)
    return hide("; ".join(text for text in texts if text))[:LONGEST_REASON] or "no reason was given"


def is_partial(errors: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> bool:
    """Only some fields were held back (protected customer data), and what was asked for is there."""
    whole = bool(data) and all(value is not None for value in data.values())
    return whole and all(code_of(it) == DENIED and len(_path(it)) > 1 for it in errors)


def _path(error: Mapping[str, Any]) -> list[Any]:
    path = error.get("path")
    return path if isinstance(path, list) else []


def refusal(mistakes: Sequence[Mapping[str, Any]]) -> Rejected:
    """``userErrors``: understood and refused."""
    field: list[Any] = next((it["field"] for it in mistakes if isinstance(it.get("field"), list)), [])
    code = next((str(it["code"]) for it in mistakes if it.get("code")), "user_error")
    return Rejected(f"Shopify refused: {tell(mistakes)}", code=code, field=".".join(map(str, field)))
