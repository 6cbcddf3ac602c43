"""The portal's errors in our words.

Judged by the JSON ``error``, in any case of letters, and only then by the HTTP status: a 200 may carry an error.
https://apidocs.bitrix24.com/error-codes.html
"""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from integrations.bitrix_rest.texts import error_text
from integrations.http import Answer, retry_after

QUERY_LIMIT = "query_limit_exceeded"
OPERATION_LIMIT = "operation_time_limit"
OVERLOAD = "overload_limit"
OVERLOAD_PAUSE = 900.0  # the vendor's own block: asking sooner is useless
EXPIRED = "expired_token"
NO_METHOD = "error_method_not_found"

UNAUTHORISED = {
    "no_auth_found",
    "invalid_credentials",
    "insufficient_scope",
    "invalid_token",
    "invalid_client",
    "invalid_grant",
    "wrong_client",
    "wrong_auth_type",
    "authorization_error",
    "user_access_error",
    "portal_deleted",
    "not_installed",
    "payment_required",
    "200040300010",  # sale.*, catalog.*: the user may not read this,
    "200040300020",  # or may not change it
}
# The portal stumbled at a place unknown to us: what was asked may have been done before.
UNCERTAIN = {"internal_server_error", "error_unexpected_answer", "wrong_encoding"}
GONE = {"not found", "element not found"}


def code_of(body: Mapping[str, Any]) -> str:
    """Lower case; ``sale.*`` and ``catalog.*`` have numbers."""
    return str(body.get("error") or "").lower()


def refusal(method: str, body: Mapping[str, Any], status: int, *, repeatable: bool) -> DeskError:
    """The error that a JSON answer with ``error`` stands for."""
    code = code_of(body)
    text = error_text(body.get("error_description")) or code or f"HTTP {status}"
    reason = f"Bitrix24 refused {method}: {text}"
    if code in (QUERY_LIMIT, OPERATION_LIMIT, EXPIRED):
        return Temporary(reason, code=code)
    if code == OVERLOAD:
        return Temporary(reason, code=code, retry_after=OVERLOAD_PAUSE)
    if code in UNAUTHORISED or (code == "access_denied" and status in (401, 403)):
        return Unauthorised(reason, code=code)
    if code in UNCERTAIN or status >= 500:
        return Temporary(reason, code=code) if repeatable else Unknown(reason, code=code)
    if status == 429:
        return Temporary(reason, code=code)
    return Rejected(reason, code=code)


def unreadable(method: str, answer: Answer, *, repeatable: bool) -> DeskError:
    """No JSON from the portal: an HTML page of an overloaded or wrong server, half an answer, nothing."""
    reason = f"Bitrix24 {method}: HTTP {answer.status} without a readable answer"
    code = str(answer.status)
    if answer.status == 404:
        return Unauthorised(f"{reason}: no portal answers at the configured address", code=code)
    if answer.status in (403, 429):  # turned away at the balancer
        return Temporary(reason, code=code, retry_after=retry_after(answer))
    if repeatable:
        return Temporary(reason, code=code, retry_after=retry_after(answer))
    return Unknown(reason, code=code)


def is_gone(error: DeskError | None) -> bool:
    """The record was deleted (or never was): the old API says so in words only."""
    return isinstance(error, Rejected) and (
        error.code == "not_found" or error.reason.rpartition(": ")[2].strip(". ").lower() in GONE
    )
