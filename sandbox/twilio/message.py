"""One message resource, the fates a number may have, and how the resource is shown."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sandbox.kit.sms_fates import COMMON, Fate, Sms, Stage

VERSION = "2010-04-01"

OUTCOMES = COMMON | {
    "undeliverable": Fate(end="undelivered", reason=30003),
    "blocked": Fate(end="undelivered", reason=30004),
    "unknown": Fate(end="undelivered", reason=30005),
    "landline": Fate(end="undelivered", reason=30006),
    "filtered": Fate(end="undelivered", reason=30007),
    "failed": Fate(end="failed", reason=30008),
    "expired": Fate(end="failed", reason=30036),
    "wrong_number": Fate(refused="21211"),
    "unverified": Fate(refused="21608"),
    "opted_out": Fate(refused="21610"),
    "queue_full": Fate(refused="21611"),
    "no_route": Fate(refused="21612"),
    "not_mobile": Fate(refused="21614"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioMessage(Sms):
    """``key`` is the SID. ``sender`` is what the phone shows; ``service`` is set when a service chose it."""

    account: str
    service: str
    callback: str


def status_word(message: TwilioMessage, stage: Stage) -> str:
    if stage == "waiting":
        return "accepted" if message.service else "queued"
    return "sent" if stage == "handed" else message.journey.fate.end


def error_code(message: TwilioMessage, stage: Stage) -> int | None:
    return (message.journey.fate.reason or None) if stage == "ended" else None


def show_message(message: TwilioMessage, now: datetime) -> dict[str, Any]:
    """The resource as JSON: counts and prices are strings, dates RFC 2822 in UTC."""
    journey = message.journey
    stage = journey.stage(now)
    unrouted = bool(message.service) and stage == "waiting"
    code = error_code(message, stage)
    place = f"/{VERSION}/Accounts/{message.account}/Messages/{message.key}"
    return {
        "sid": message.key,
        "account_sid": message.account,
        "api_version": VERSION,
        "to": f"+{message.number}",
        "from": None if unrouted else message.sender,
        "messaging_service_sid": message.service or None,
        "body": message.text,
        "status": status_word(message, stage),
        "direction": "outbound-api",
        "num_segments": "0" if unrouted else str(message.parts),
        "num_media": "0",
        "price": None if stage == "waiting" else f"-{message.cost:.5f}",
        "price_unit": "USD",
        "error_code": code,
        "error_message": None if code is None else f"Delivery error {code}",
        "date_created": format_datetime(journey.accepted),
        "date_updated": format_datetime(journey.changed(now)),
        "date_sent": None if stage == "waiting" else format_datetime(journey.handed),
        "uri": f"{place}.json",
        "subresource_uris": {"media": f"{place}/Media.json"},
    }
