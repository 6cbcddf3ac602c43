"""One SMS at SMSC, the fates a number may have, and the codes of statuses."""

from dataclasses import dataclass
from datetime import timedelta, timezone

from sandbox.kit.sms_fates import COMMON, Fate, Sms, Stage

MOSCOW = timezone(timedelta(hours=3))

OUTCOMES = COMMON | {
    "undeliverable": Fate(end="20", reason=13),
    "unavailable": Fate(end="25", reason=6),
    "expired": Fate(end="3", reason=6),
    "wrong_later": Fate(end="22", reason=1),
    "spam_later": Fate(end="23", reason=253),
    "no_money": Fate(refused="3"),
    "ip_blocked": Fate(refused="4"),
    "forbidden": Fate(refused="6"),
    "wrong_number": Fate(refused="7"),
    "no_route": Fate(refused="8"),
}

STATUS_NAMES = {
    -3: "Сообщение не найдено",
    -1: "Ожидает отправки",
    0: "Передано оператору",
    1: "Доставлено",
    3: "Просрочено",
    20: "Невозможно доставить",
    22: "Неверный номер",
    23: "Запрещено",
    25: "Недоступный номер",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmscMessage(Sms):
    """``key`` is the client's id, or the number the service gave; it need not be unique."""


def status_code(message: Sms, stage: Stage) -> int:
    if stage == "waiting":
        return -1
    end = message.journey.fate.end
    return 0 if stage == "handed" else int({"delivered": "1"}.get(end, end))


def error_code(message: Sms, stage: Stage) -> int:
    return message.journey.fate.reason if stage == "ended" else 0


def show_id(key: str) -> str | int:
    """Numbers come back as JSON numbers."""
    return int(key) if key.isdecimal() else key
