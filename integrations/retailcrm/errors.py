"""The CRM's errors in our words: judged by the JSON it answers with, and by the status where there is none."""

import re
from typing import Any

from desk.errors import DeskError, NotFound, Rejected, Temporary, Unauthorised, Unknown
from integrations.http import REDIRECTS, SERVER_ERROR, TOO_MANY, Answer, retry_after
from integrations.retailcrm.shape import Data, as_map, error_text

LIMIT, NO_ACCOUNT, ELSEWHERE, SHAPE, PAGE = "limit", "account", "elsewhere", "shape", "page"
UNAVAILABLE = 503
KEY_REFUSALS = ('wrong "apikey" value', '"apikey" is missing')
STUMBLED = "internal server error"
AT_THE_DOOR = (401, 403)
NO_SUCH_PLACE = (404, 405, 410)


def read_body(answer: Answer) -> Data | None:
    """None for what is no answer of the API: a page, half an answer, nothing."""
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("success"), bool) else None


def is_limit(answer: Answer) -> bool:
    """More than the CRM takes in a second. It says so before it does anything."""
    body = read_body(answer)
    text = error_text((body or {}).get("errorMsg")).lower()
    return answer.status == TOO_MANY or (answer.status == UNAVAILABLE and "limit" in text)


def speaks_well(answer: Answer) -> bool:
    """Of the CRM's health. A request too many says nothing about the next one."""
    return is_limit(answer) or (answer.status < SERVER_ERROR and read_body(answer) is not None)


def judge(operation: str, answer: Answer, *, repeatable: bool) -> DeskError:
    """The error that an unsuccessful answer stands for."""
    body = read_body(answer)
    if is_limit(answer):
        reason = f"RetailCRM {operation}: too many requests"
        return Temporary(reason, code=LIMIT, retry_after=retry_after(answer))
    if body is None:
        return _unreadable(operation, answer, repeatable=repeatable)
    return _refusal(operation, answer, body, repeatable=repeatable)


def names(error: DeskError, *words: str) -> bool:
    """Whether a refusal speaks of one of these; a code like ``calltouch_site_id`` does not speak of a *site*."""
    return isinstance(error, Rejected) and bool(re.search(rf"\b({'|'.join(words)})", error.reason, re.IGNORECASE))


def is_closed(error: DeskError) -> bool:
    """This method is not for this key; key and address are good ones."""
    if isinstance(error, Unauthorised):
        return "access denied" in error.reason.lower()
    return isinstance(error, Rejected | NotFound) and error.code not in (ELSEWHERE, NO_ACCOUNT)


def _refusal(operation: str, answer: Answer, body: Data, *, repeatable: bool) -> DeskError:
    text = error_text(body.get("errorMsg")) or f"HTTP {answer.status}"
    fields, details = _details(body.get("errors"))
    reason = f"RetailCRM refused {operation}: {': '.join(it for it in (text, details) if it)} (HTTP {answer.status})"
    code = str(answer.status)
    if answer.status in AT_THE_DOOR or text.lower() in KEY_REFUSALS:
        return Unauthorised(reason, code=code)
    if text.lower() == "account does not exist":
        return Rejected(f"{reason}; is the address right?", code=NO_ACCOUNT)
    if answer.status >= SERVER_ERROR or text.lower() == STUMBLED:
        return Temporary(reason, code=code) if repeatable else Unknown(reason, code=code)
    if answer.status == 404 and text.lower() == "not found":
        return NotFound(reason, code=code)
    return Rejected(reason, code=code, field=fields)


def _details(errors: Any) -> tuple[str, str]:
    """Fields and texts: an object of texts by field, or a list of texts."""
    if isinstance(errors, list):
        return "", "; ".join(error_text(it) for it in errors)
    told = as_map(errors)
    return ", ".join(told), "; ".join(f"{name}: {error_text(text)}" for name, text in told.items())


def _unreadable(operation: str, answer: Answer, *, repeatable: bool) -> DeskError:
    """No JSON from the API: the page of an overloaded or wrong server, half an answer, nothing."""
    reason = f"RetailCRM {operation}: HTTP {answer.status} without a readable answer"
    code = str(answer.status)
    if answer.status in NO_SUCH_PLACE:
        return Rejected(f"{reason}: no account answers at this address", code=ELSEWHERE)
    if answer.status in AT_THE_DOOR or answer.status in REDIRECTS:  # turned away before anything was done
        return Temporary(reason, code=code, retry_after=retry_after(answer))
    if 400 <= answer.status < SERVER_ERROR:
        return Rejected(reason, code=code)
    if repeatable:
        shape = PAGE if answer.status < SERVER_ERROR else code
        return Temporary(reason, code=shape, retry_after=retry_after(answer))
    return Unknown(reason, code=SHAPE)
