"""Answers of ``/sys/status.php``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.smsc.errors import Refusal
from sandbox.smsc.message import MOSCOW, STATUS_NAMES, SmscMessage, error_code, show_id, status_code
from sandbox.smsc.params import Params


def read_pairs(params: Params) -> tuple[list[tuple[str, str]], bool]:
    """Pairs of phone and id, and whether the answer is a list (a comma asks for one). Raises Refusal(1)."""
    phones, ids = params.get("phone", ""), params.get("id", "")
    many = "," in phones or "," in ids
    left, right = phones.rstrip(",").split(","), ids.rstrip(",").split(",")
    if not all(left) or not all(right) or len(left) != len(right):
        raise Refusal(1)
    return list(zip((phone.lstrip("+") for phone in left), right, strict=True)), many


def find_latest(messages: Sequence[SmscMessage], phone: str, key: str) -> SmscMessage | None:
    """Ids need not be unique: the latest message wins."""
    found = (message for message in reversed(messages) if (message.number, message.key) == (phone, key))
    return next(found, None)


def show_status(message: SmscMessage | None, now: datetime, detail: str) -> dict[str, Any]:
    if message is None:
        return {"status": -3, "last_date": "", "last_timestamp": 0, "err": 0}
    stage = message.journey.stage(now)
    changed = message.journey.changed(now)
    shown: dict[str, Any] = {
        "status": status_code(message, stage),
        "last_date": show_date(changed),
        "last_timestamp": int(changed.timestamp()),
        "err": error_code(message, stage),
    }
    return shown | (_show_detail(message, shown["status"]) if detail in ("1", "2") else {})


def show_date(moment: datetime) -> str:
    return moment.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M:%S")


def _show_detail(message: SmscMessage, status: int) -> dict[str, Any]:
    sent = message.journey.accepted
    return {
        "id": show_id(message.key),
        "send_date": show_date(sent),
        "send_timestamp": int(sent.timestamp()),
        "phone": message.number,
        "cost": f"{message.cost:.2f}",
        "sender_id": message.sender,
        "status_name": STATUS_NAMES[status],
        "message": message.text,
        "type": 0,
    }
