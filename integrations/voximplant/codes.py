"""The Management API's error codes in the vocabulary of failure.

https://voximplant.com/docs/references/httpapi/errors
"""

import re
from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from integrations.voximplant.numbers import mask

LATER = frozenset({162, 314, 340, 416})  # limits: the request was not carried out
AMBIGUOUS = frozenset({1, 2, 4, 14, 15, 16, 21, 251, 252, 484, 515})  # inner errors, and "you just asked that"
RESENT = frozenset({484, 515})  # says nothing about the service's health
CREDENTIALS = frozenset({100, 104, 433, 435, 447, 454, 455, 456})
ACCOUNT = frozenset({131, 281, 282, 527})  # not activated, not verified: a person has to mend it
MONEY = frozenset({5, 127})
FIELDS = {
    121: "phone",
    132: "scenario_id",
    147: "rule_id",
    156: "rule_name",
    183: "caller_id",
    184: "caller_id",
    185: "caller_id",
    375: "rule_id",
    423: "phone",
    507: "sms_sender",
    508: "text",
}
LONGEST_PAUSE = 3600.0  # seconds; whatever the message says


def find_error(body: Any) -> Any:
    """The error of an envelope, or None. Newer answers may hold a list of errors instead of a result."""
    if not isinstance(body, Mapping):
        return None
    if body.get("error"):
        return body["error"]
    if "result" not in body and body.get("errors"):
        errors = body["errors"]
        return errors[0] if isinstance(errors, list) else errors
    return None


def is_inner(error: Any) -> bool:
    """Whether the service itself has broken down over the request."""
    return isinstance(error, Mapping) and _number(error.get("code")) in AMBIGUOUS - RESENT


def refuse(error: Any, *, repeatable: bool, wait: float | None = None) -> DeskError:
    """What an error stands for. ``wait``: seconds from the answer's ``Retry-After``.

    An error we cannot read says nothing about what was done.
    """
    details = error if isinstance(error, Mapping) else {"msg": error}
    number = _number(details.get("code"))
    code = str(number) if number else ""
    reason = f"Voximplant: {mask(str(details.get('msg') or details.get('error_description') or 'no reason given'))}"
    if number in LATER:
        return Temporary(reason, code=code, retry_after=wait or _named_pause(number, reason))
    if number in AMBIGUOUS or not number:
        return lose(reason, code, repeatable=repeatable)
    if number in CREDENTIALS | ACCOUNT:
        return Unauthorised(reason, code=code)
    if number in MONEY:
        return Rejected(f"no money on the account ({reason})", code=code, field="balance")
    return Rejected(reason, code=code, field=str(details.get("field_name") or FIELDS.get(number, "")))


def lose(reason: str, code: str, *, repeatable: bool) -> DeskError:
    """Nobody can tell what was done; harmless when the question may be asked again."""
    return Temporary(reason, code=code) if repeatable else Unknown(reason, code=code)


def _number(code: Any) -> int:
    text = str(code)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _named_pause(number: int, reason: str) -> float | None:
    """416 is "repeat after N seconds"; the others name no time."""
    named = re.search(r"\d+", reason) if number == 416 else None
    return min(float(named[0]), LONGEST_PAUSE) if named else None
