"""One SMS at SMS Aero, the fates a number may have, and the words for statuses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.kit.sms_fates import COMMON, Fate, Sms, Stage

QUEUED, DELIVERED, UNDELIVERED, HANDED, WAITING, REJECTED, MODERATED = 0, 1, 2, 3, 4, 6, 8

OUTCOMES = COMMON | {
    "undeliverable": Fate(end="2"),
    "rejected": Fate(end="6"),
    "no_status": Fate(end="4"),
    "no_money": Fate(refused="money"),
    "wrong_number": Fate(refused="number"),
}

EXTENDED = {
    QUEUED: "queue",
    DELIVERED: "delivery",
    UNDELIVERED: "not delivery",
    HANDED: "transmitted",
    WAITING: "waiting",
    REJECTED: "rejected",
    MODERATED: "moderation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AeroMessage(Sms):
    """``held`` while the sign is moderated."""

    callback_url: str
    callback_json: bool
    channel: str
    leave: datetime  # UTC, when it shall be sent
    held: bool


def status_code(message: AeroMessage, stage: Stage) -> int:
    if message.held:
        return MODERATED
    if stage == "ended":
        end = message.journey.fate.end
        return DELIVERED if end == "delivered" else int(end)
    return QUEUED if stage == "waiting" else HANDED


def show_message(message: AeroMessage, stage: Stage) -> dict[str, Any]:
    """The object of ``sms/send``; dates are unix seconds."""
    status = status_code(message, stage)
    return {
        "id": int(message.key),
        "from": message.sender,
        "number": message.number,
        "text": message.text,
        "status": status,
        "extendStatus": EXTENDED[status],
        "channel": message.channel,
        "cost": float(message.cost),
        "dateCreate": int(message.journey.accepted.timestamp()),
        "dateSend": int(message.leave.timestamp()),
    }


def show_status(message: AeroMessage, stage: Stage) -> dict[str, Any]:
    """The object of ``sms/status``: ``cost`` is a string there, and the date of the last word is added."""
    answered = int(message.journey.ended.timestamp()) if stage == "ended" else None
    return show_message(message, stage) | {"cost": f"{message.cost:.2f}", "dateAnswer": answered}
