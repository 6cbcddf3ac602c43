"""Status callbacks, signed (https://www.twilio.com/docs/usage/security)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, SmsReport
from integrations.twilio.vocabulary import explain_failure, read_status

PORTS = {"https": 443, "http": 80}
NAME = re.compile(r"[A-Za-z0-9]+")  # of their fields


class TwilioHook:
    """``POST /hooks/twilio?ref=…``. Their order is not guaranteed: a final status is final for whoever keeps it."""

    name = "twilio"
    success = b""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def verify(self, request: InboundRequest) -> None:
        token = self._token.get_secret_value()
        if not token:
            raise Unauthorised("[twilio] auth_token is empty: the callback is closed")
        given = request.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        fields = _read(request.body)
        if not any(hmac.compare_digest(sign(token, url, fields), given) for url in _spellings(request.url)):
            raise Unauthorised("the signature of the callback is missing or wrong")
        if not _is_whole(fields):
            raise Unauthorised("the callback is signed, but its fields were cut up anew")

    def delivery_id(self, request: InboundRequest) -> str:
        fields = dict(_read(request.body))
        return f"{_sid(fields)}:{_word(fields)}"

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        fields = dict(_read(request.body))
        sid, word = _sid(fields), _word(fields)
        if not sid or not word:
            raise Rejected("the callback names no message or no status")
        reason = explain_failure(fields.get("ErrorCode", ""))
        return [SmsReport(request.query.get("ref", ""), sid, read_status(word), word, reason)]


def sign(token: str, url: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """Base64 of HMAC-SHA1 over the whole address and every field, sorted by name: name and value, glued."""
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), text.encode("utf-8", "replace"), hashlib.sha1))


def _spellings(url: str) -> Iterator[str]:
    """The address as we know it, and with the port put in or left out: which of them is signed has changed."""
    yield url
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 443)
    except ValueError:  # without a public address it is the caller's Host header
        return
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    for netloc in (host, f"{host}:{port}"):
        yield urlunsplit(parts._replace(netloc=netloc))


def _read(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def _is_whole(fields: Sequence[tuple[str, str]]) -> bool:
    """The signature glues names to values, so it does not see where one ends: ``To=+1`` signs as ``To+1=`` does."""
    named = dict(fields)
    return bool(_sid(named) and _word(named)) and all(NAME.fullmatch(name) for name in named)


def _sid(fields: dict[str, str]) -> str:
    return fields.get("MessageSid") or fields.get("SmsSid", "")


def _word(fields: dict[str, str]) -> str:
    return fields.get("MessageStatus") or fields.get("SmsStatus", "")
