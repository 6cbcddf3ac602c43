"""What a create request asks for, read and checked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.twilio.errors import Refusal

MAX_BODY = 1600
_LEFT_OUT = ("MediaUrl", "ContentSid", "SendAt", "ScheduleType", "ShortenUrls")


@dataclass(frozen=True, slots=True)
class Order:
    """``to`` is digits only; one of ``sender`` and ``service`` is filled, or both."""

    to: str
    sender: str
    service: str
    body: str
    callback: str


@dataclass(frozen=True, slots=True)
class Senders:
    """What the account may send from."""

    numbers: Collection[str]  # E.164 with plus
    names: Collection[str]
    services: Mapping[str, str]  # service SID -> the number or name it uses


def read_order(form: Mapping[str, str], senders: Senders) -> Order:
    """Raises Refusal for the first thing that is wrong."""
    for name in _LEFT_OUT:
        if form.get(name):
            raise Refusal(20001, name)
    sender, service = _read_sender(form, senders)
    return Order(
        to=_read_to(form.get("To", "")),
        sender=sender,
        service=service,
        body=_read_body(form.get("Body", "")),
        callback=_read_callback(form.get("StatusCallback", "")),
    )


def _read_to(text: str) -> str:
    if not text:
        raise Refusal(21604)
    if not re.fullmatch(r"\+[1-9]\d{7,14}", text):
        raise Refusal(21211, text)
    return text[1:]


def _read_sender(form: Mapping[str, str], senders: Senders) -> tuple[str, str]:
    sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
    if service:
        if service not in senders.services:
            raise Refusal(20404, service)
        return sender or senders.services[service], service
    if not sender:
        raise Refusal(21603)
    if sender not in senders.numbers and sender not in senders.names:
        raise Refusal(21659 if sender.startswith("+") else 21606, sender)
    return sender, ""


def _read_body(text: str) -> str:
    if not text:
        raise Refusal(21602)
    if len(text) > MAX_BODY:
        raise Refusal(21617)
    return text


def _read_callback(url: str) -> str:
    """Absolute, and no underscore in the host name."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname:
        raise Refusal(21609, url)
    return url
