"""Twilio's statuses and error numbers in our words (https://www.twilio.com/docs/api/errors)."""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Rejected, Temporary
from desk.phone import hide
from desk.ports import SmsStatus

STATUSES = {
    "accepted": SmsStatus.SENT,
    "scheduled": SmsStatus.SENT,
    "queued": SmsStatus.SENT,
    "sending": SmsStatus.SENT,
    "sent": SmsStatus.SENT,
    "delivered": SmsStatus.DELIVERED,
    "read": SmsStatus.DELIVERED,
    "partially_delivered": SmsStatus.SENT,
    "undelivered": SmsStatus.FAILED,
    "failed": SmsStatus.FAILED,
    "canceled": SmsStatus.FAILED,
}
REASONS = {
    "30001": "queue overflow",
    "30002": "the account is suspended",
    "30003": "the phone cannot be reached",
    "30004": "blocked",
    "30005": "there is no such subscriber",
    "30006": "a landline, or an operator that cannot be reached",
    "30007": "filtered by an operator",
    "30008": "the operator gave no reason",
    "30036": "expired",
}
FIELDS = {
    "21211": "phone",
    "21614": "phone",
    "21608": "phone",
    "21612": "phone",
    "21606": "from_number",
    "21659": "from_number",
    "21609": "public_url",
    "21617": "text",
}
OPTED_OUT = "21610"  # the customer answered STOP
QUEUE_FULL = "21611"
QUEUE_SECONDS = 300.0  # a number sends about one part a second, and its queue holds hours of them


def read_status(word: str) -> SmsStatus:
    return STATUSES.get(word, SmsStatus.UNKNOWN)


def explain_failure(code: str) -> str:
    """The reason of a message that did not arrive; empty while there is none."""
    return REASONS.get(code, f"error {code}") if code else ""


def explain_refusal(told: Mapping[str, Any]) -> DeskError:
    """The error that a 4xx answer stands for; 401, 403 and 429 are told by their status alone."""
    code = str(told.get("code", ""))
    text = hide(str(told.get("message") or told.get("detail") or "refused without a word"))
    if code == QUEUE_FULL:
        return Temporary(text, code=code, retry_after=QUEUE_SECONDS)
    return Rejected(text, code="opted_out" if code == OPTED_OUT else code, field=FIELDS.get(code, ""))
