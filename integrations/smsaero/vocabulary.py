"""SMS Aero's statuses and refusals in our words (https://smsaero.ru/integration/documentation/api/)."""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Rejected, Unauthorised
from desk.phone import hide
from desk.ports import SmsStatus

REFUSED = "6"
STATUSES = {
    "0": SmsStatus.SENT,  # queued
    "1": SmsStatus.DELIVERED,
    "2": SmsStatus.FAILED,
    "3": SmsStatus.SENT,  # handed to the operator
    "4": SmsStatus.SENT,  # the operator has not said yet
    REFUSED: SmsStatus.FAILED,
    "8": SmsStatus.SENT,  # the sign or the text is being moderated
}
FAILURES = {"2": "not delivered", REFUSED: "rejected by the service"}
# Refusals have no numbers, so their words decide. Stems of the English and the Russian wording.
MONEY = ("balance", "credit", "money", "баланс", "средств")
STRANGER = ("credential", "unauthorized", "авториз")


def read_status(code: str) -> SmsStatus:
    return STATUSES.get(code, SmsStatus.UNKNOWN)


def explain_failure(code: str) -> str:
    return FAILURES.get(code, "")


def explain_refusal(told: Mapping[str, Any]) -> DeskError:
    """A refusal in the present style (``message``, fields in ``data``) or an older one (``result``, ``reason``)."""
    fields = told.get("data")
    words = [str(told[name]) for name in ("message", "result", "reason") if told.get(name)]
    if isinstance(fields, dict) and fields:
        words += [f"{name}: {_join(doubts)}" for name, doubts in fields.items()]
        return Rejected(hide("; ".join(words)), field=str(next(iter(fields))))
    text = hide("; ".join(words)) or "refused without a word"
    if any(stem in text.lower() for stem in STRANGER):
        return Unauthorised(text)
    if any(stem in text.lower() for stem in MONEY):
        return Rejected(text, code="no_money")
    return Rejected(text)


def _join(doubts: Any) -> str:
    return ", ".join(map(str, doubts)) if isinstance(doubts, list) else str(doubts)
