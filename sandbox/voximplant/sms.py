"""Text messages: their size, their record, their delivery."""

from dataclasses import dataclass
from datetime import datetime

QUEUED, DISPATCHED, ABORTED, REJECTED, DELIVERED, FAILED, EXPIRED, UNKNOWN = range(1, 9)
SUCCESS, ERROR, WAITING = 1, 2, 3

_GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


@dataclass(slots=True)
class Sms:
    """An accepted message; ``final`` is its delivery status once ``settles_at`` has passed."""

    message_id: int
    a2p: bool
    source: str
    destination: str
    text: str
    fragments: int
    cost: float
    transaction_id: int
    at: datetime
    settles_at: datetime
    store_body: bool
    final: int = DELIVERED

    def delivery(self, now: datetime) -> int:
        return self.final if now >= self.settles_at else DISPATCHED

    def status_id(self, now: datetime) -> int:
        if now < self.settles_at:
            return WAITING
        return SUCCESS if self.final == DELIVERED else ERROR


def count_fragments(text: str) -> int:
    """Segments of 160 letters (GSM-7) or 70 (UTF-16)."""
    room = 160 if set(text) <= _GSM7 else 70
    units = len(text) if room == 160 else len(text.encode("utf-16-le")) // 2
    return max(1, -(-units // room))
