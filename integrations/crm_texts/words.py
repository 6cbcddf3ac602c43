"""Our words on an order and its calls, in the language of the CRM's people."""

from desk.ports import Disposition

LABELS: dict[str, dict[str, str]] = {
    "ru": {
        "order": "Заказ",
        "city": "Город",
        "timezone": "Часовой пояс",
        "ip": "IP",
        "partner": "Партнёр",
        "email": "E-mail",
        "comment": "Комментарий",
        "total": "Сумма",
        "lines": "Состав заказа",
        "consent": "Согласие",
    },
    "en": {
        "order": "Order",
        "city": "City",
        "timezone": "Time zone",
        "ip": "IP",
        "partner": "Partner",
        "email": "E-mail",
        "comment": "Comment",
        "total": "Total",
        "lines": "Order lines",
        "consent": "Consent",
    },
}

DISPOSITIONS: dict[str, dict[str, str]] = {
    "ru": {
        Disposition.ANSWERED: "дозвонились",
        Disposition.VOICEMAIL: "автоответчик",
        Disposition.NO_ANSWER: "не ответили",
        Disposition.BUSY: "занято",
        Disposition.UNAVAILABLE: "недоступен",
        Disposition.REJECTED: "сбросили",
        Disposition.INVALID_NUMBER: "неверный номер",
        Disposition.CANCELLED: "отменён",
        Disposition.FAILED: "не удался",
        Disposition.UNKNOWN: "итог неизвестен",
    },
    "en": {
        Disposition.ANSWERED: "answered",
        Disposition.VOICEMAIL: "answering machine",
        Disposition.NO_ANSWER: "no answer",
        Disposition.BUSY: "busy",
        Disposition.UNAVAILABLE: "unavailable",
        Disposition.REJECTED: "declined",
        Disposition.INVALID_NUMBER: "invalid number",
        Disposition.CANCELLED: "cancelled",
        Disposition.FAILED: "failed",
        Disposition.UNKNOWN: "outcome unknown",
    },
}


def disposition(word: str, language: str) -> str:
    words = DISPOSITIONS[language]
    return words.get(word, words[Disposition.UNKNOWN])
