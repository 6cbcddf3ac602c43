"""Delivery reports. They are not signed, so every message gets an address that nobody can guess."""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl

import orjson
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import HookFact, SmsReport
from desk.sms import read_price
from integrations.smsaero.vocabulary import explain_failure, read_status

SEAL_LENGTH = 32  # hexadecimal digits, 128 bits


class ReportAddress:
    """``{public_url}/hooks/smsaero/{ref}.{seal}``; the seal is an HMAC-SHA256 of our ref, cut."""

    def __init__(self, public_url: str, key: SecretStr) -> None:
        self._public_url = public_url
        self._key = key

    @property
    def is_open(self) -> bool:
        return bool(self._public_url and self._key.get_secret_value())

    def of(self, ref: str) -> str:
        return f"{self._public_url}/hooks/smsaero/{ref}.{self._seal(ref)}"

    def read(self, path: str) -> str:
        """The ref of a genuine path. Raises Unauthorised."""
        if not self.is_open:
            raise Unauthorised("[smsaero] report_key or the public address is empty: reports are closed")
        ref, _, seal = path.rpartition("/")[2].rpartition(".")
        if not ref or not hmac.compare_digest(self._seal(ref).encode(), seal.encode("utf-8", "replace")):
            raise Unauthorised("the address of the report is not one of ours")
        return ref

    def _seal(self, ref: str) -> str:
        key = self._key.get_secret_value().encode()
        return hmac.new(key, ref.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:SEAL_LENGTH]


class SmsaeroHook:
    """``POST /hooks/smsaero/{token}``, JSON or form."""

    name = "smsaero"
    success = b"OK"

    def __init__(self, address: ReportAddress) -> None:
        self._address = address

    def verify(self, request: InboundRequest) -> None:
        self._address.read(request.path)

    def delivery_id(self, request: InboundRequest) -> str:
        fields = _read(request.body)
        return ":".join([self._address.read(request.path), fields.get("id", ""), fields.get("status", "")])

    def parse(self, request: InboundRequest) -> Sequence[HookFact]:
        ref, fields = self._address.read(request.path), _read(request.body)
        key, code = fields.get("id", ""), fields.get("status", "")
        if not code:
            raise Rejected("the report names no status")
        reason = explain_failure(code)
        return [SmsReport(ref, key, read_status(code), code, reason, read_price(fields.get("cost")))]


def _read(body: bytes) -> dict[str, str]:
    if body.lstrip()[:1] == b"{":
        try:
            told = orjson.loads(body)
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in told.items()}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
