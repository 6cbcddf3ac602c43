"""Their words in ours. Whatever is not here is UNKNOWN."""

from desk.ports import Disposition, SmsStatus

# What our scenario reports. It says no_answer itself when its own ring limit ended the call.
STATUSES = {
    "answered": Disposition.ANSWERED,
    "voicemail": Disposition.VOICEMAIL,
    "busy": Disposition.BUSY,
    "no_answer": Disposition.NO_ANSWER,
    "unavailable": Disposition.UNAVAILABLE,
    "cancelled": Disposition.CANCELLED,
    "rejected": Disposition.REJECTED,
    "bad_number": Disposition.INVALID_NUMBER,
    "no_money": Disposition.FAILED,
    "failed": Disposition.FAILED,
    "playback_error": Disposition.FAILED,
    "internal_error": Disposition.FAILED,
}

# Codes of a call that was never answered (SIP, RFC 3261 §21), as the history gives them.
# 487 is a hang-up before the answer: after a lost report that was the scenario's ring limit.
CODES = {
    404: Disposition.INVALID_NUMBER,
    408: Disposition.NO_ANSWER,
    410: Disposition.INVALID_NUMBER,
    480: Disposition.UNAVAILABLE,
    484: Disposition.INVALID_NUMBER,
    486: Disposition.BUSY,
    487: Disposition.NO_ANSWER,
    600: Disposition.BUSY,
    603: Disposition.REJECTED,
    604: Disposition.INVALID_NUMBER,
    607: Disposition.REJECTED,
}

# delivery_status of A2PGetSmsHistory, by number and by name.
DELIVERIES = {
    "1": SmsStatus.SENT,
    "2": SmsStatus.SENT,
    "3": SmsStatus.FAILED,
    "4": SmsStatus.FAILED,
    "5": SmsStatus.DELIVERED,
    "6": SmsStatus.FAILED,
    "7": SmsStatus.FAILED,
    "8": SmsStatus.UNKNOWN,
    "QUEUED": SmsStatus.SENT,
    "DISPATCHED": SmsStatus.SENT,
    "ABORTED": SmsStatus.FAILED,
    "REJECTED": SmsStatus.FAILED,
    "DELIVERED": SmsStatus.DELIVERED,
    "FAILED": SmsStatus.FAILED,
    "EXPIRED": SmsStatus.FAILED,
    "UNKNOWN": SmsStatus.UNKNOWN,
}

# Machines announce themselves in the language of the country: models of the detector by dialling code.
MODELS = {
    "76": "KZ",
    "77": "KZ",
    "7": "RU",
    "1": "US",
    "51": "PE",
    "52": "MX",
    "55": "BR",
    "56": "CL",
    "57": "CO",
    "63": "PH",
    "3": "EU_GENERAL",
    "4": "EU_GENERAL",
}

# Types of account callbacks that people should hear of.
ALARMS = frozenset({"min_balance", "account_is_frozen", "js_fail"})


def name_model(phone: str) -> str:
    """The detector's model for an E.164 number; where there is none, the scenario's own default (empty)."""
    digits = phone.removeprefix("+")
    return MODELS.get(digits[:2]) or MODELS.get(digits[:1], "")


def name_code(code: int) -> Disposition:
    """A code outside the table belongs to a class: from 400 to 699 the call could not be made."""
    if code in CODES:
        return CODES[code]
    return Disposition.FAILED if 400 <= code <= 699 else Disposition.UNKNOWN
