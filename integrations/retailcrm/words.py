"""Our words on an order, in the language of the account's people."""

from desk.ports import Disposition

LABELS: dict[str, dict[str, str]] = {
    "ru": {
        "order": "Заказ",
        "city": "Город",
        "timezone": "Часовой пояс",
        "ip": "IP",
        "partner": "Партнёр",
        "phone": "Телефон",
        "email": "E-mail",
        "consent": "Согласие",
        "total": "Сумма",
    },
    "en": {
        "order": "Order",
        "city": "City",
        "timezone": "Time zone",
        "ip": "IP",
        "partner": "Partner",
        "phone": "Phone",
        "email": "E-mail",
        "consent": "Consent",
        "total": "Total",
    },
}

FIELDS: dict[str, dict[str, str]] = {
    "ru": {
        "marker_field": "Ringdesk: лид",
        "status_field": "Ringdesk: состояние",
        "calls_field": "Ringdesk: звонки",
        "notes_field": "Ringdesk: что было",
    },
    "en": {
        "marker_field": "Ringdesk: lead",
        "status_field": "Ringdesk: state",
        "calls_field": "Ringdesk: calls",
        "notes_field": "Ringdesk: what happened",
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
