"""Hostile bodies at every address, each with a right proof, so that they come as far as they can."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.faults.web.bodies import Body
from tests.faults.web.doors import (
    ACCOUNT,
    ACCOUNT_KEY,
    BEARER,
    PORTAL,
    PUBLIC_URL,
    SALT,
    SMSAERO,
    SMSC,
    TELEGRAM,
    TELEPHONY,
    TWILIO,
)

Proof = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Aim:
    """``load`` puts a body into what the neighbour sends; ``prove`` gives the headers for it, at unix seconds.

    ``envelope``: refusals are the neighbour's own (Corezoid's), not problems.
    """

    name: str
    target: str
    load: Callable[[bytes], bytes] = lambda data: data
    prove: Callable[[bytes, int], Proof] = lambda data, now: ()
    envelope: bool = False

    def request(self, body: Body, now: int) -> bytes:
        """Sent packed or in chunks as the body says. A proof covers what comes out of the packing, when it is none."""
        data = body.data if body.coding else self.load(body.data)
        headers = [("Content-Type", body.kind), *self.prove(data, now)]
        if body.coding:
            headers.append(("Content-Encoding", body.coding))
        lines = [f"POST {self.target} HTTP/1.1", "Host: desk.example.com", *(f"{name}: {it}" for name, it in headers)]
        lines.append(f"Content-Length: {len(data)}" if not body.chunked else "Transfer-Encoding: chunked")
        head = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
        return head + (_in_chunks(data, body.chunked) if body.chunked else data)


def _in_chunks(data: bytes, size: int) -> bytes:
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return b"".join(b"%x;word=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _report(data: bytes, now: int) -> Proof:
    sign = hmac.new(TELEPHONY.encode(), b"%d." % now + data, "sha256").hexdigest()
    return ("X-Ts", str(now)), ("X-Sign", sign)


def _account(data: bytes) -> bytes:
    """The body as the words of a rightly signed callback."""
    sign = hashlib.md5(f"{SALT}{ACCOUNT}{ACCOUNT_KEY}5".encode(), usedforsecurity=False).hexdigest().encode()
    told = data if data[:1] in (b"{", b"[", b'"') else b"1"
    return b'{"callbacks": [{"callback_id": 5, "hash": "%s", "type": "js_fail", "js_fail": %s}]}' % (sign, told)


def _smsc(data: bytes) -> bytes:
    sign = hashlib.sha1(f"1:79161234567:1:{SMSC}".encode(), usedforsecurity=False).hexdigest()
    return b"id=1&phone=79161234567&status=1&sha1=" + sign.encode() + b"&cost=" + data


def _twilio(data: bytes, _now: int) -> Proof:
    """Right for a body without fields; any other comes as far as the comparison."""
    text = f"{PUBLIC_URL}/hooks/twilio?ref=1-x".encode()
    return (("X-Twilio-Signature", base64.b64encode(hmac.digest(TWILIO.encode(), text, "sha1")).decode()),)


def _seal(ref: str) -> str:
    return f"{ref}.{hmac.new(SMSAERO.encode(), ref.encode(), 'sha256').hexdigest()[:32]}"


def _bearer(_data: bytes, _now: int) -> Proof:
    return (("Authorization", f"Bearer {BEARER}"),)


def _telegram(_data: bytes, _now: int) -> Proof:
    return (("X-Telegram-Bot-Api-Secret-Token", TELEGRAM),)


AIMS = (
    Aim("orders", "/orders/site", prove=_bearer),
    Aim("Corezoid's address", f"/api/1/json/public/5/{BEARER}", envelope=True),
    Aim("Telegram", f"/telegram/{TELEGRAM}", prove=_telegram),
    Aim("calls", "/hooks/voximplant/result", prove=_report),
    Aim("the telephony account", "/hooks/voximplant", load=_account),
    Aim("the CRM", "/hooks/bitrix24", load=lambda data: f"auth[application_token]={PORTAL}&event=".encode() + data),
    Aim("SMSC", "/hooks/smsc", load=_smsc),
    Aim("SMS Aero", f"/hooks/smsaero/{_seal('1-sms-x')}"),
    Aim("Twilio", "/hooks/twilio?ref=1-x", prove=_twilio),
)
