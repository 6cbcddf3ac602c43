"""Calltouch's refusals in our words. Their wording is not published, so nothing but a status decides."""

from collections.abc import Iterator
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised
from desk.phone import hide
from integrations.http import REDIRECTS, SERVER_ERROR, TOO_MANY, Answer, refuse

VALIDATION = "validation"
WORDS_REFUSED = (400, 413, 422)  # of what was sent, not of us or the address
STRANGER = (401, 403)
LONGEST_REASON = 300  # characters


def judge(answer: Answer, operation: str) -> DeskError:
    """What an unsuccessful status stands for."""
    code = str(answer.status)
    if answer.status in STRANGER:
        return Unauthorised("Calltouch does not accept the token, or not for this site_id", code=code)
    if answer.status in REDIRECTS or answer.status == TOO_MANY or answer.status >= SERVER_ERROR:
        error = refuse(answer, repeatable=True)
        if isinstance(error, Temporary):
            return Temporary(f"Calltouch {operation}: HTTP {code}", code=code, retry_after=error.retry_after)
        return error
    reason = f"Calltouch {operation}: HTTP {code}: {tell(_body(answer))}"
    return Rejected(reason, code=VALIDATION if answer.status in WORDS_REFUSED else code)


def unreadable(operation: str, what: str) -> Temporary:
    return Temporary(f"Calltouch {operation}: the answer is {what}", code="shape")


def tell(told: Any) -> str:
    """All texts of a refusal for people, without numbers of customers."""
    words = "; ".join(dict.fromkeys(" ".join(it.split()) for it in _texts(told)))
    return hide(words)[:LONGEST_REASON] or "no reason was given"


def _body(answer: Answer) -> Any:
    """Of a refusal in JSON the part that says why; a page of HTML says nothing."""
    try:
        told = answer.json()
    except ValueError:
        return None
    data = told.get("data") if isinstance(told, dict) else None
    why = data.get("validationErrorData") if isinstance(data, dict) else None
    return why or told


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        yield " ".join(it for value in told.values() for it in _texts(value))
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)
