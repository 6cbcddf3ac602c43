"""The account's status callback (https://smsc.ru/api/http/miscellaneous/callback/): GET, form or JSON."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import orjson
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, SmsReport
from desk.sms import read_price
from integrations.smsc.vocabulary import explain_failure, read_status

# Not crc32, which the callback carries too: anybody can compute a fitting one without the secret.
SUMS = ("sha1", "md5")


class SmscHook:
    """``/hooks/smsc``. Ids that are not ours are reported like any other: SMSC repeats what is not answered 200."""

    name = "smsc"
    success = b"OK"

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret

    def verify(self, request: InboundRequest) -> None:
        secret = self._secret.get_secret_value()
        if not secret:
            raise Unauthorised("[smsc] callback_secret is empty: the callback is closed")
        fields = _read(request)
        signed = ":".join([*(fields.get(name, "") for name in ("id", "phone", "status")), secret]).encode()
        if not any(_fits(kind, signed, fields) for kind in SUMS):
            raise Unauthorised("the sum of the callback is missing or wrong")

    def delivery_id(self, request: InboundRequest) -> str:
        fields = _read(request)
        return ":".join(fields.get(name, "") for name in ("id", "phone", "status", "err", "ts"))

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        fields = _read(request)
        key, status = fields.get("id", ""), fields.get("status", "")
        if not key or not status:
            raise Rejected("the callback names no message or no status")
        reason = explain_failure(status, fields.get("err", ""))
        return [SmsReport(key, key, read_status(status), status, reason, read_price(fields.get("cost")))]


def _fits(kind: str, signed: bytes, fields: Mapping[str, str]) -> bool:
    expected = hashlib.new(kind, signed, usedforsecurity=False).hexdigest()
    return hmac.compare_digest(expected.encode(), fields.get(kind, "").lower().encode())


def _read(request: InboundRequest) -> dict[str, str]:
    """Fields of the address, then those of the body. What we need is ASCII in every alphabet the service uses."""
    return {**request.query, **_read_body(request.body)}


def _read_body(body: bytes) -> dict[str, str]:
    if body.lstrip()[:1] == b"{":
        try:
            told = orjson.loads(body)
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in told.items()}
    return dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True))
