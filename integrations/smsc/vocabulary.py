"""SMSC's codes in our words (https://smsc.ru/api/http/send/sms/, https://smsc.ru/api/http/status_messages/)."""

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.phone import hide
from desk.ports import SmsStatus

NOT_FOUND = "-3"
STATUSES = {
    "-2": SmsStatus.SENT,  # stopped for now
    "-1": SmsStatus.SENT,  # waits to be sent
    "0": SmsStatus.SENT,  # handed to the operator
    "1": SmsStatus.DELIVERED,
    "2": SmsStatus.DELIVERED,  # read
    "3": SmsStatus.FAILED,
    "4": SmsStatus.DELIVERED,  # its link was opened
    "20": SmsStatus.FAILED,
    "22": SmsStatus.FAILED,
    "23": SmsStatus.FAILED,
    "24": SmsStatus.FAILED,
    "25": SmsStatus.FAILED,
}
FAILURES = {
    "3": "expired",
    "20": "cannot be delivered",
    "22": "wrong number",
    "23": "forbidden (duplicate, flood, blacklist or spam)",
    "24": "no money",
    "25": "number unavailable",
}
REASONS = {
    "1": "there is no such subscriber",
    "6": "out of coverage",
    "11": "no SMS service",
    "12": "error of the phone",
    "13": "subscriber is blocked",
    "21": "SMS not supported",
    "200": "test mode of the account",
    "219": "SIM card was changed",
    "220": "the operator's queue is full",
    "237": "no answer",
    "238": "no template",
    "239": "forbidden IP address",
    "240": "busy",
    "241": "conversion error",
    "242": "answering machine",
    "243": "no contract",
    "244": "mailing is forbidden",
    "245": "no status was received",
    "246": "time limit",
    "247": "daily limit",
    "248": "no route",
    "249": "bad number",
    "250": "forbidden by the settings",
    "251": "limit for one number",
    "252": "forbidden",
    "253": "taken for spam",
    "254": "sender is not registered",
    "255": "refused by the operator",
}
BLOCKED_SECONDS = 300.0  # an address that made many errors is let in again after some minutes
MINUTE_SECONDS = 60.0  # identical requests are refused within a minute


def read_status(code: str) -> SmsStatus:
    return STATUSES.get(code, SmsStatus.UNKNOWN)


def explain_failure(status: str, err: str) -> str:
    """The operator's reason where there is one, else what the final status says; empty while all is well."""
    if err not in ("", "0"):
        return REASONS.get(err, f"reason {err}")
    return FAILURES.get(status, "")


def explain_error(code: str, text: str, *, repeatable: bool) -> DeskError:
    """The error that an answer with ``error_code`` stands for."""
    text = hide(text)
    if code == "2":
        return Unauthorised(text, code=code)
    if code == "4":
        return Temporary(text, code=code, retry_after=BLOCKED_SECONDS)
    if code == "9":
        return _explain_repeat(text, repeatable)
    if code == "3":
        return Rejected(text, code="no_money")
    return Rejected(text, code=code, field={"6": "text", "7": "phone", "8": "phone"}.get(code, ""))


def _explain_repeat(text: str, repeatable: bool) -> DeskError:
    """Either too many requests at once, or the twin of one that was taken: for sending only a look-up can tell."""
    if repeatable:
        return Temporary(text, code="9", retry_after=MINUTE_SECONDS)
    return Unknown(text, code="9")
