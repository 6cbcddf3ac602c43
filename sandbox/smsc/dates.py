"""The ``time`` parameter of sending: when the message shall leave."""

import re
from datetime import UTC, datetime, timedelta

from sandbox.smsc.errors import Refusal
from sandbox.smsc.message import MOSCOW

_FORMATS = {10: "%d%m%y%H%M", 14: "%d.%m.%y %H:%M"}


def read_start(text: str, zone_shift: str, now: datetime) -> datetime:
    """UTC instant. ``zone_shift`` is in hours from Moscow. Raises Refusal(5) for what cannot be read."""
    if text in ("", "0"):
        return now
    if re.fullmatch(r"\+\d{1,5}", text):
        return now + timedelta(minutes=int(text))
    if re.fullmatch(r"0\d{10}", text):
        return datetime.fromtimestamp(int(text), UTC)
    try:
        local = datetime.strptime(text, _FORMATS[len(text)]).replace(tzinfo=MOSCOW)
        return (local - timedelta(hours=int(zone_shift or 0))).astimezone(UTC)
    except (KeyError, ValueError):
        raise Refusal(5) from None
